"""Prepare a name for comparison, whichever side it comes from: noise off, region found, words standardised."""

from collections.abc import Mapping, Sequence

from pipeline import regions
from pipeline.matching.place import PlaceFinder
from pipeline.matching.standardise import MAX_LENGTH, Standardiser, dialect
from pipeline.patterns import Patterns
from pipeline.text import fold_blanks

# Letters that are written as two where the keyboard lacks them, and the countries that do: 'Wuerzburg', 'Tromsoe'.
_DIGRAPHS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe", "Å": "Aa"}
)
_DIGRAPH_COUNTRIES = frozenset("AT CH DE DK FI LI LU NO SE".split())


class Preparer:
    """The preparation of one dataset: its abbreviations, its noise (regular expressions), its country.

    Where no country is declared, the abbreviations of a name's own region hold for it: 'SO' is a sheriff's office in
    US-GA, and nothing in SE.
    """

    def __init__(self, abbreviations: Mapping[str, str], noise: Sequence[str] = (), country: str = "") -> None:
        self._abbreviations = abbreviations
        self._country = country
        self._standardisers: dict[str, Standardiser] = {}
        self._find_place = PlaceFinder(country)
        self._noise = Patterns(noise, "normalize.noise")

    def __call__(self, name: str, region: str = "") -> tuple[str, str]:
        """Give the standardised name and the region it states itself ('' for none); `region` is the one beside it.

        Noise is sought in the first 300 characters only, so that a careless expression cannot run over a whole text.
        """
        place, rest = self._place(name, region)
        return self._write(name, rest, self._country or regions.country_of(region)), place

    def both(self, name: str, region: str) -> tuple[str, ...]:
        """Give the standardised forms of a registry's name: as asked with its region and, where other, without."""
        _, rest = self._place(name, region)
        here = self._country or regions.country_of(region)
        forms = [self._write(name, rest, here)]
        if here != self._country and not self._standardiser(here).local.isdisjoint(rest.casefold().split()):
            forms.append(self._write(name, rest, self._country))
        if regions.country_of(region) in _DIGRAPH_COUNTRIES and (spelled := rest.translate(_DIGRAPHS)) != rest:
            forms.append(self._write(name, spelled, here))
        return tuple(dict.fromkeys(forms))

    def _place(self, name: str, region: str) -> tuple[str, str]:
        return self._find_place(fold_blanks(self._noise.remove(name[:MAX_LENGTH])), region)

    def _write(self, name: str, rest: str, country: str) -> str:
        standardise = self._standardiser(country)
        # A name that is nothing but noise, or a region, keeps its words.
        return standardise(rest) or standardise(name)

    def _standardiser(self, country: str) -> Standardiser:
        spoken = dialect(country)
        if spoken not in self._standardisers:
            self._standardisers[spoken] = Standardiser(self._abbreviations, country)
        return self._standardisers[spoken]
