"""What a declaration holds, as frozen models: one field per key, with its default."""

from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, ValidationInfo

from pipeline.declaration.values import (
    Country,
    Date,
    Delimiter,
    Encoding,
    FilePath,
    Fraction,
    Language,
    Pattern,
    RawText,
    Region,
    Sha256,
    TellingPattern,
    Text,
    Thousands,
    Truth,
    Url,
    Version,
    Whole,
    country,
    wrong,
)

COMPARISONS = ("is", "at_least", "at_most", "more_than", "less_than", "between")
Dimension = Literal["all", "country", "kind", "response"]
Statistic = Literal["entities", "countries", "total", "count", "top_country"]
Totals = Literal["ranges", "exact", "none"]
Response = Literal["confirmed", "denied", "declined", "no_response", "not_asked"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False)


class Columns(_Model):
    """Which header of a source holds what; '' where none does."""

    name: RawText
    region: RawText = ""
    count: RawText = ""
    date: RawText = ""

    def given(self) -> dict[str, str]:
        """Give the declared columns, ours to theirs, in our order."""
        return {ours: theirs for ours, theirs in self if theirs}


class RegistryColumns(_Model):
    """Which header of a registry holds what; '' where it is our own word."""

    entity_id: RawText = ""
    name: RawText = ""
    aliases: RawText = ""
    region: RawText = ""
    kind: RawText = ""
    status: RawText = ""
    evidence_url: RawText = ""
    archived_url: RawText = ""
    confirmed_on: RawText = ""
    confirmed_by: RawText = ""


class File(_Model):
    """A file of the dataset: where it is, where it comes from, how it is to be read."""

    path: FilePath
    url: Url = ""
    sha256: Sha256 = ""
    encoding: Encoding = ""
    delimiter: Delimiter = ""
    sheet: RawText = ""
    private: Truth = False


class DeclaredSource(File):
    """A file of names with counts, as declared."""

    title: Text
    columns: Columns
    region: Region = ""
    thousands: Thousands = ""


class Source(DeclaredSource):
    """`label` is what the ledger calls a source: its path, with #sheet where one file serves twice."""

    label: str


class Registry(File):
    """The file of organisations that may be named."""

    columns: RegistryColumns = RegistryColumns()
    evidence: Text = ""


class Contributor(_Model):
    """Who made the dataset, and as what."""

    title: Text
    roles: tuple[Text, ...] = ()


class Count(_Model):
    """What is counted, in the plural: searches."""

    noun: Text = "records"


class Normalize(_Model):
    """How names are made comparable, beyond the built-in ways."""

    abbreviations: dict[Text, Text] = {}
    noise: tuple[Pattern, ...] = ()
    not_entities: tuple[TellingPattern, ...] = ()


class Match(_Model):
    """Probabilities: from `accept` on a candidate is linked, from `review` on a person must look."""

    accept: Fraction = 0.99
    review: Fraction = 0.50


class Scope(_Model):
    """What the table is about. `min_count` is the effective one: never below the first range."""

    exclude_regions: tuple[Region, ...] = ()
    kinds: tuple[Text, ...] = ()
    min_count: Whole = 0
    from_date: Date = Field(default="", alias="from")
    to_date: Date = Field(default="", alias="to")


def _per_dimension(value: object) -> object:
    every = ("all", "country", "kind", "response")
    if isinstance(value, str):
        return dict.fromkeys(every, value) if value in ("ranges", "exact", "none") else _no_totals()
    return value


def _no_totals() -> object:
    raise wrong("totals are told as ranges, exact or none", "Write one of them, or one per dimension: {all: exact}.")


def _all_dimensions(value: dict[Dimension, Totals]) -> dict[Dimension, Totals]:
    every: dict[Dimension, Totals] = {"all": "ranges", "country": "ranges", "kind": "ranges", "response": "ranges"}
    return every | value


_RANGES: dict[Dimension, Totals] = _all_dimensions({})


class Disclosure(_Model):
    """How totals are told, per dimension, and how many organisations may pool what they know."""

    totals: Annotated[dict[Dimension, Totals], BeforeValidator(_per_dimension), AfterValidator(_all_dimensions)] = (
        _RANGES
    )
    insiders: Whole = 1


class Quality(_Model):
    """What must hold for a publication; None where nothing is asked."""

    max_error: Fraction | None = None
    confidence: Fraction = 0.95
    max_pending: Whole | None = None
    all_asked: Truth = False
    approved: Truth = False


def _interval(value: object) -> object:
    if isinstance(value, list) and len(value) == 2 and all(type(end) is int and end >= 0 for end in value):
        if value[0] <= value[1]:
            return tuple(value)
        raise wrong("the lower end is above the upper end", f"Write [{value[1]}, {value[0]}].")
    raise wrong("an interval has two whole numbers, the lower first", "Write it like [80, 100].")


Interval = Annotated[tuple[int, int], BeforeValidator(_interval)]


class Expect(_Model):
    """Within which ends, both included, the published numbers must lie; None where nothing is expected."""

    entities: Interval | None = None
    countries: Interval | None = None


class Where(_Model):
    """Over which organisations a claim speaks: those for which every given key holds."""

    region: Region | None = None
    country: Country | None = None
    kind: Text | None = None
    response: Response | None = None
    unaware_until_asked: Truth | None = None
    initially_denied: Truth | None = None
    entity_id: Text | None = None

    def given(self) -> dict[str, str | bool]:
        """Give the conditions that are stated, in a fixed order."""
        return {key: value for key, value in self if value is not None}


def _is(value: object, info: ValidationInfo) -> object:
    if info.data.get("statistic") == "top_country":
        if not isinstance(value, str):
            raise wrong("top_country is a country", "Write its name or code: is: CA.")
        return country(value)
    if type(value) is not int or value < 0:
        raise wrong("a whole number is needed", "Write digits only, without quotes, points or commas.")
    return value


class Claim(_Model):
    """A number of the story. `comparison` is one of COMPARISONS; `value` is what it compares with:

    a whole number, two of them (both ends included) for `between`, an alpha-2 code for `top_country`.
    """

    text: Text
    statistic: Statistic
    where: Where = Where()
    is_: Annotated[Any, PlainValidator(_is)] = Field(default=None, alias="is")
    at_least: Whole | None = None
    at_most: Whole | None = None
    more_than: Whole | None = None
    less_than: Whole | None = None
    between: Interval | None = None

    @property
    def comparison(self) -> str:
        """Name the one comparison that is stated."""
        return next(word for word in COMPARISONS if self._stated(word) is not None)

    @property
    def value(self) -> int | str | tuple[int, int]:
        """Give what the comparison compares with."""
        stated: int | str | tuple[int, int] = self._stated(self.comparison)
        return stated

    def _stated(self, comparison: str) -> Any:
        return self.is_ if comparison == "is" else getattr(self, comparison)


def _increasing(bounds: tuple[int, ...]) -> tuple[int, ...]:
    if not bounds:
        raise wrong("there is no range", "Write at least one lower bound: [1, 11, 101].")
    if any(low >= high for low, high in pairwise(bounds)):
        raise wrong("the lower bounds must increase strictly", f"Write {sorted(set(bounds))}.")
    return bounds


class Declaration(_Model):
    """Every key of dataset.yml. Regions are ISO 3166 codes, dates ISO 8601; '' stands for what is not told."""

    title: Text
    version: Version
    sources: tuple[DeclaredSource, ...]
    registry: Registry
    ranges: Annotated[tuple[Whole, ...], AfterValidator(_increasing)]
    description: Text = ""
    released: Date = ""
    publisher: Text = ""
    contact: Text = ""
    story_url: Url = ""
    language: Language = ""
    license: Text = ""
    contributors: tuple[Contributor, ...] = ()
    count: Count = Count()
    country: Country = ""
    limitations: tuple[Text, ...] = ()
    normalize: Normalize = Normalize()
    match: Match = Match()
    scope: Scope = Scope()
    disclosure: Disclosure = Disclosure()
    quality: Quality = Quality()
    expect: Expect = Expect()
    claims: tuple[Claim, ...] = ()


class Dataset(Declaration):
    """A declaration in its place: `name` is the name of `folder`, which holds the declared paths."""

    name: str
    folder: Path
    sources: tuple[Source, ...]

    @property
    def min_count(self) -> int:
        """The smallest sum of an organisation that is published."""
        return max(self.scope.min_count, self.ranges[0])
