"""The tables that people write: registry, evidence, decisions, responses. Whatever is wrong in one is told at once."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from pandera.typing import DataFrame

from pipeline import regions
from pipeline.declaration.model import Registry as DeclaredRegistry
from pipeline.errors import InputError, Problem
from pipeline.notation import date_fault, is_date
from pipeline.readers.csv import read_csv
from pipeline.readers.files import decode, read_bytes
from pipeline.readers.grid import Grid, Wanted
from pipeline.readers.source import read_grid
from pipeline.text import fold_blanks, shown
from schemas import Approvals, Corrections, Decisions, Entities, Evidence, Letters, Registry, Responses, Sample
from schemas.base import columns, frame
from schemas.vocabulary import (
    ANSWERS,
    CORRECTION_REASONS,
    EVENTS,
    FINDINGS,
    LISTS,
    LOOKS,
    SIGNATURES,
    STATUSES,
    STRATA,
    VERDICTS,
)

_MOST = 50  # problems told of one table
_LONGEST = 100_000  # characters of a cell: what is longer was never meant for one, and might be published
_WEB = re.compile(r"https?://[^\s/?#@\\]+([/?#]\S*)?", re.ASCII | re.IGNORECASE)

Row = dict[str, str]
Check = Callable[[Row], Iterator[tuple[str, str, str]]]  # column, message, remedy


def read_registry(registry: DeclaredRegistry, folder: Path, country: str = "") -> DataFrame[Registry]:
    """Read the organisations that may be named, from a file of any format, sorted by entity_id.

    `country` (alpha-2) is whose subdivisions regions are read as. Blanks are folded, repeated aliases dropped; status
    is `confirmed` by default. A registry whose sha256 is declared is somebody else's and cannot be mended: where its
    region cannot be read, the organisation has none and is `unconfirmed`, so that it is never published.
    Raises InputError with every blank or repeated identifier, blank name, unknown region,
    status, date or web address.
    """
    ours = columns(Registry)
    named = {column: getattr(registry.columns, column) or column for column in ours}
    declared = {column for column in ours if getattr(registry.columns, column)}
    optional = frozenset(ours) - declared - {"entity_id", "name"}
    grid = read_grid(registry, folder, Wanted(named, optional))

    def check(row: Row) -> Iterator[tuple[str, str, str]]:
        row["aliases"] = _aliases(row)
        row["status"] = row["status"] or "confirmed"
        yield from _blank(row, "entity_id", "name")
        if not registry.sha256 and any(unicodedata.category(char) == "Cf" for char in row["entity_id"]):
            yield "entity_id", "the identifier holds a character that nobody sees", "Type it anew: letters and digits."
        yield from _word(row, "status", STATUSES)
        for problem in _region(row, country):
            if not registry.sha256:
                yield problem
            row["region"], row["status"] = "", "unconfirmed"
        yield from _dates(row, "confirmed_on")
        yield from _links(row, "evidence_url", "archived_url")

    rows = _checked(grid, ours, check, shown(folder, registry.path), unique="entity_id")
    return DataFrame[Registry](frame(Registry, sorted(rows, key=lambda row: row["entity_id"])))


def read_decisions(path: Path, country: str = "") -> DataFrame[Decisions]:
    """Read what people decided about names, in the file's order; an absent file is an empty table.

    Raises InputError with every blank name, unknown region or decision, bad date, and `match` without entity_id.
    """

    def check(row: Row) -> Iterator[tuple[str, str, str]]:
        yield from _blank(row, "name")
        yield from _region(row, country)
        yield from _word(row, "decision", VERDICTS)
        yield from _dates(row, "decided_on")
        if row["decision"] == "match" and not row["entity_id"]:
            yield "entity_id", "a match names no organisation", "Write the entity_id of the registry."

    rows = _people(path, columns(Decisions), frozenset({"seen"}), check)
    return DataFrame[Decisions](frame(Decisions, rows))


def read_evidence(path: Path) -> DataFrame[Evidence]:
    """Read what people confirmed about organisations, in the file's order; an absent file is an empty table.

    Raises InputError with every blank identifier, and every status, date or web address that is none.
    """

    rows = _people(path, columns(Evidence), frozenset(), check_evidence)
    return DataFrame[Evidence](frame(Evidence, rows))


def check_evidence(row: Row) -> Iterator[tuple[str, str, str]]:
    """Check one row of Evidence: give column, message and remedy of whatever is wrong."""
    yield from _blank(row, "entity_id")
    yield from _word(row, "status", STATUSES)
    yield from _dates(row, "confirmed_on")
    yield from _links(row, "evidence_url", "archived_url")


def read_responses(path: Path, known: Collection[str]) -> DataFrame[Responses]:
    """Read who was asked and who answered what, in the file's order; an absent file is an empty table.

    `known` are the registry's identifiers. Raises InputError with every other identifier, and every event, outcome,
    date or web address that is none.
    """
    identifiers = frozenset(known)

    def check(row: Row) -> Iterator[tuple[str, str, str]]:
        if row["entity_id"] not in identifiers:
            yield "entity_id", "the registry holds no such organisation", "Correct it, or add it to the registry."
        yield from _blank(row, "date")
        yield from _dates(row, "date", "deadline")
        yield from _word(row, "event", EVENTS)
        if row["event"] == "answered":
            yield from _word(row, "outcome", ANSWERS)
        elif row["event"] == "asked" and row["outcome"]:
            yield "outcome", "a question has no outcome", "Leave it empty, or write the event `answered`."
        yield from _links(row, "source_url")

    rows = _people(path, columns(Responses), frozenset({"deadline"}), check)
    return DataFrame[Responses](frame(Responses, rows))


def read_corrections(path: Path) -> DataFrame[Corrections]:
    """Read why published rows differ from the last revision, in the file's order; an absent file is an empty table.

    Raises InputError with every blank identifier, and every field, reason or date that is none.
    """

    def check(row: Row) -> Iterator[tuple[str, str, str]]:
        yield from _blank(row, "entity_id", "field")
        yield from _word(row, "field", ("*", *columns(Entities)))
        yield from _word(row, "reason", CORRECTION_REASONS)
        yield from _dates(row, "date")

    rows = _people(path, columns(Corrections), frozenset({"note", "date"}), check)
    return DataFrame[Corrections](frame(Corrections, rows))


def changed_counts(corrections: DataFrame[Corrections]) -> list[str]:
    """Name those whose counts a reader may not take for unchanged, for a correction or new data concern them."""
    counts = corrections["field"].isin(("*", "count_range", "count_min", "count_max"))
    named = corrections.loc[counts & corrections["reason"].isin(("correction", "new_data")), "entity_id"]
    return sorted(set(named))


def read_sample(path: Path) -> DataFrame[Sample]:
    """Read what was drawn to be judged, in the file's order; an absent file is an empty table.

    Raises InputError with every word or date that is none, and every verdict that nobody's name stands under.
    """

    def check(row: Row) -> Iterator[tuple[str, str, str]]:
        row["verdict"] = row["verdict"].casefold()
        yield from _blank(row, "draw", "unit")
        for column, allowed in (("drawn_from", LISTS), ("stratum", STRATA), ("look", LOOKS)):
            yield from _word(row, column, allowed)
        if row["verdict"]:
            yield from _word(row, "verdict", FINDINGS)
            if not row["reviewer"]:
                yield "reviewer", "nobody's name stands under the verdict", "Write who judged."
        yield from _dates(row, "reviewed_on")

    return DataFrame[Sample](frame(Sample, _people(path, columns(Sample), frozenset(), check)))


def read_approvals(path: Path) -> DataFrame[Approvals]:
    """Read who signed off what, in the file's order; an absent file is an empty table.

    Raises InputError with every line without a hash or a name, and every word or date that is none.
    """

    def check(row: Row) -> Iterator[tuple[str, str, str]]:
        yield from _blank(row, "published", "approved_by")
        yield from _word(row, "decision", SIGNATURES)
        yield from _dates(row, "approved_on")

    return DataFrame[Approvals](frame(Approvals, _people(path, columns(Approvals), frozenset(), check)))


def read_letters(path: Path) -> DataFrame[Letters]:
    """Read what was put to each organisation, in the file's order; an absent file is an empty table.

    Raises InputError with every line without an identifier or a hash, and every date that is none.
    """

    def check(row: Row) -> Iterator[tuple[str, str, str]]:
        yield from _blank(row, "entity_id", "row_hash")
        yield from _dates(row, "deadline", "written_on")

    return DataFrame[Letters](frame(Letters, _people(path, columns(Letters), frozenset(), check)))


def _people(path: Path, ours: list[str], optional: frozenset[str], check: Check) -> list[Row]:
    """Read a CSV file that people write beside the declaration; absent or blank, it has no rows."""
    name = shown(path.parent, path.name)
    if not path.is_symlink() and not path.exists():  # a link that leads nowhere is told, not taken for no file
        return []
    text = decode(read_bytes(path, name, "Mend the link, or remove it."), "", name, declared=False)
    if not text.strip():
        return []
    grid = read_csv(text, name, Wanted({column: column for column in ours}, optional, declared=False))
    grid.reject_unreadable()
    return _checked(grid, ours, check, name)


def lines_of(path: Path, wanted: Collection[str]) -> list[int]:
    """Give the 1-based line of the file where each row of a table that people write begins.

    `wanted` are columns that its header has. Only for a file that was read without an error.
    """
    if not path.exists():
        return []
    text = decode(read_bytes(path, path.name, ""), "", path.name, declared=False)
    if not text.strip():
        return []
    return read_csv(text, path.name, Wanted({column: column for column in wanted}, declared=False)).lines


def _checked(grid: Grid, ours: list[str], check: Check, file: str, unique: str = "") -> list[Row]:
    """Fold the blanks of every cell and check every row; InputError with all problems, the first ones in words."""
    found = {column: grid.column(column) for column in ours}
    rows: list[Row] = []
    problems = grid.broken(file)
    first: dict[str, int] = {}
    for at, (line, broken) in enumerate(zip(grid.lines, grid.problems, strict=True)):
        if broken:
            continue
        if long := [column for column, cells in found.items() if len(cells[at]) > _LONGEST]:
            for column in long:
                told = f"the cell holds {len(found[column][at]):,} characters, {_LONGEST:,} at most may be"
                remedy = "Shorten it, or look for a quotation mark that is not closed."
                problems.append(Problem(told, remedy, file, line, at + 1, column))
            continue
        row = {column: fold_blanks(cells[at]) for column, cells in found.items()}
        if "statement" in row:
            row["statement"] = found["statement"][at].strip()  # an answer keeps its paragraphs
        for column, message, remedy in check(row):
            problems.append(Problem(message, remedy, file, line, at + 1, column, found[column][at]))
        if unique and row[unique] and first.setdefault(row[unique], at + 1) != at + 1:
            told = f"the identifier stands in row {first[row[unique]]} already"
            problems.append(Problem(told, "Give every organisation its own.", file, line, at + 1, unique, row[unique]))
        rows.append({column: row[column] for column in ours})
    problems.sort(key=lambda problem: problem.row)
    if len(problems) > _MOST:
        problems[_MOST:] = [Problem(f"and {len(problems) - _MOST} more problems", "Mend these first.", file)]
    if problems:
        raise InputError(problems)
    return rows


def _blank(row: Row, *required: str) -> Iterator[tuple[str, str, str]]:
    for column in required:
        if not row[column]:
            yield column, "the cell is empty", "Every row needs it."


def _region(row: Row, country: str) -> Iterator[tuple[str, str, str]]:
    try:
        row["region"] = regions.parse(row["region"], country)
    except regions.RegionError as error:
        yield "region", str(error), f"{error.remedy[0].upper()}{error.remedy[1:]}."


def _word(row: Row, column: str, allowed: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    if row[column] not in allowed:
        yield column, "the word is not one of those allowed", f"Write one of {', '.join(allowed)}."


def _dates(row: Row, *dates: str) -> Iterator[tuple[str, str, str]]:
    for column in dates:
        if row[column] and not is_date(row[column]):
            yield column, *date_fault(row[column])


def _links(row: Row, *links: str) -> Iterator[tuple[str, str, str]]:
    for column in links:
        if row[column] and not _WEB.fullmatch(row[column]):
            yield column, "no web address", "Write a whole address that begins with https:// or http://."


def _aliases(row: Row) -> str:
    """Fold the blanks of each alias; drop empty ones, repeated ones, and the name itself."""
    folded = dict.fromkeys(fold_blanks(alias) for alias in row["aliases"].split("|"))
    return "|".join(alias for alias in folded if alias and alias != row["name"])
