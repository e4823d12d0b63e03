"""sample: draw what is to be judged into sample.csv, read the verdicts back, and say what they show."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pipeline import publication
from pipeline.assurance.draw import MAX_ERROR, draw, draw_number, lines, sample_size, second_look, strata
from pipeline.assurance.frozen import freeze
from pipeline.assurance.rules import error_findings
from pipeline.assurance.score import current_draw, score
from pipeline.assurance.units import Unit, unequal, units
from pipeline.dataset import Dataset
from pipeline.errors import Problem, Refusal
from pipeline.readers.tables import read_sample
from pipeline.review.journal import Journal
from pipeline.run import Notify, Shelf, locked, run_stages
from pipeline.statement import Statement
from pipeline.text import counted, shown
from pipeline.walk import Engine, walk
from pipeline.workplace import Workplace
from schemas import Sample
from schemas.base import columns, frame

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Wish:
    """What is asked for: which list, how many of it (None: as many as the declaration needs), how many judged twice."""

    drawn_from: str = "published"
    size: int | None = None
    everything: bool = False
    second: int = 0


@dataclass(frozen=True)
class Sampled:
    """What a sample shows, and what was added to sample.csv for it."""

    dataset: str
    statement: Statement
    added: int
    waiting: int  # lines without a verdict, second looks included
    findings: tuple[Problem, ...]

    def to_json(self) -> dict[str, Any]:
        """Tell it to a program."""
        told = asdict(self.statement) | {"share": float(self.statement.share)}
        own = {"dataset": self.dataset, "added": self.added, "waiting": self.waiting}
        return own | {"statement": told, "findings": [str(finding) for finding in self.findings]}

    def words(self) -> str:
        """Tell it to a person."""
        file, made = f"raw/{self.dataset}/sample.csv", []
        if self.statement.state == "none":
            return f"{self.dataset}: there is nothing to draw from."
        if self.added:
            made.append(f"{self.dataset}: {counted(self.added, 'line')} added to {file}.")
        made.append(f"{self.dataset}: {self.statement.words()}")
        if self.waiting:
            made.append(
                f"  {counted(self.waiting, 'line')} to judge: press s in `deskcheck review {self.dataset}`, or write "
                f"right, wrong or unsure under `verdict` and your name under `reviewer` in {file}. Then run this again."
            )
        if self.statement.wrong:
            made.append("  What is wrong is corrected in decisions.csv; the list is another one then, and drawn anew.")
        return "\n".join(made)


def sample(place: Workplace, dataset: Dataset, engine: Engine, notify: Notify, wish: Wish) -> Sampled:
    """Draw where nothing was drawn of the list as it stands, or more is wished; score what was judged.

    Raises InputError where sample.csv cannot be read, and Refusal where a sample would grow after its first verdict.
    """
    journal = Journal(place.raw / "sample.csv", columns(Sample), place.interim / ".sample.lock")
    with locked(place):
        shelf, _ = run_stages(
            place, walk(dataset, engine, publication.earlier_revisions(place.published, dataset.version)), notify
        )
        with journal.exclusive():
            table, listed, frozen, added = _draw(place, dataset, shelf, journal, wish)
        made = score(table, wish.drawn_from, listed, frozen, dataset.quality.confidence)
        findings = error_findings(dataset, [made]) if made.stands and wish.drawn_from == "published" else []
    current = current_draw(table, wish.drawn_from)
    judged = current.loc[current["verdict"] != "", ["unit", "look"]].drop_duplicates()
    waiting = len(current[["unit", "look"]].drop_duplicates()) - len(judged)
    return Sampled(place.name, made, added, waiting, tuple(findings))


def _draw(
    place: Workplace, dataset: Dataset, shelf: Shelf, journal: Journal, wish: Wish
) -> tuple["pd.DataFrame", list[Unit], Mapping[str, str], int]:
    """Append what is missing; give Sample as it is then, the list, its hashes, and how many lines were added."""
    table = read_sample(journal.path)
    listed = units(shelf, wish.drawn_from)
    frozen = freeze(dataset, shelf.digests["registry"], listed)
    drawn = _wanted(dataset, shelf, listed, frozen, wish)
    before = score(table, wish.drawn_from, listed, frozen, dataset.quality.confidence)
    current = current_draw(table, wish.drawn_from)
    rows: list[dict[str, Any]] = []
    if before.state in ("open", "standing"):
        anew = len(drawn) > current["unit"].nunique()
        fresh = _given(table, current)
        if anew and fresh and len(drawn) < len(listed):
            if wish.size is not None:
                raise Refusal(_late(place, fresh))
            anew = False  # what it shows is told, and whether that is enough
    else:
        anew = bool(drawn)
    if anew:
        number = 1 + max([0, *map(draw_number, table.loc[table["drawn_from"] == wish.drawn_from, "draw"].unique())])
        rows = lines(drawn, listed, wish.drawn_from, number, frozen, table)
        current = frame(Sample, _filled(rows))
    rows += second_look(current, frozen, wish.second) if wish.second else []
    journal.append([{key: str(value) for key, value in row.items()} for row in rows])
    return (read_sample(journal.path) if rows else table), listed, frozen, len(rows)


def _wanted(
    dataset: Dataset, shelf: Shelf, listed: Sequence[Unit], frozen: Mapping[str, str], wish: Wish
) -> dict[str, str]:
    quality = dataset.quality
    if wish.everything:
        return {each.unit: "whole" for each in listed}
    odd = unequal(dataset, shelf, listed) if wish.drawn_from == "published" else set()
    stratum = strata(listed, odd, dataset.ranges[-1])
    by_lot = sum(kind == "random" for kind in stratum.values())
    number = sample_size(
        len(listed), by_lot, MAX_ERROR if quality.max_error is None else quality.max_error, quality.confidence
    )
    if wish.size is not None:
        number = max(0, wish.size - (len(listed) - by_lot))
    return draw(stratum, frozen, min(number, by_lot))


def _given(table: "pd.DataFrame", current: "pd.DataFrame") -> int:
    """Count the verdicts that were given on this draw, beside those that it took over from earlier ones."""
    name = current["draw"].iat[0]
    earlier = set(table.loc[(table["draw"] != name) & (table["verdict"] != ""), "unit"])
    return len(set(current.loc[current["verdict"] != "", "unit"]) - earlier)


def _late(place: Workplace, given: int) -> Problem:
    return Problem(
        f"the sample cannot grow any more: {counted(given, 'verdict')} already given on it, and who knows how it goes "
        "could stop when it suits",
        "Judge it as it is, or have everything judged with --all.",
        shown(place.raw, "sample.csv"),
    )


def _filled(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [{column: str(row.get(column, "")) for column in columns(Sample)} for row in rows]
