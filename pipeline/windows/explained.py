"""Is every change of a published row explained in corrections.csv? What is missing, what to write, what is not used."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.changes import ID, ROW, Change
from pipeline.errors import Problem, shorten
from pipeline.history import History, Line, keys
from pipeline.text import counted
from pipeline.windows.remarks import told_lines
from pipeline.workplace import Workplace
from pipeline.writers.table import csv_lines

_MOST = 100  # findings told one by one
_HEADER = ["entity_id", "field", "reason", "note", "date"]
_GUESSES = {"response": "new_response", "statement": "new_response", "evidence_url": "new_verification"}


@dataclass(frozen=True)
class Wish:
    """What to write into the lines that are proposed, where nothing better can be guessed."""

    reason: str = ""
    note: str = ""
    date: str = ""


def unexplained(
    place: Workplace, changes: Sequence[Change], since: str, rows: Mapping[str, int], most: int = _MOST
) -> list[Problem]:
    """Tell the changes that no line explains. `since` names what was compared with; `rows` are lines of the table."""
    found = []
    for change in changes[:most]:
        entity_id, field = keys(change)[0]
        line = ",".join(csv_lines([(entity_id, field)]))
        told = f"{change.entity_id}: {_what(change)} since {since}, and no line of corrections.csv says why"
        remedy = (
            f"Add `{line},REASON,NOTE,DATE` to raw/{place.name}/corrections.csv and publish again; "
            f"`deskcheck check {place.name} --propose` writes the line."
        )
        at, column = rows.get(change.entity_id, 0), "" if change.field == ROW else change.field
        found.append(Problem(told, remedy, f"published/{place.name}/entities.csv", at, 0, column))
    if len(changes) > most:
        told = f"and {counted(len(changes) - most, 'changed cell')} more without a line in corrections.csv"
        remedy = f"`deskcheck check {place.name} --propose` writes all the lines."
        found.append(Problem(told, remedy, f"published/{place.name}/entities.csv"))
    return found


def _what(change: Change) -> str:
    if change.field == ROW:
        return f"the row was {'added' if change.kind == 'added' else 'removed'}"
    if change.field == ID:
        return f"the row was {change.kind} ({change.before} → {change.after})"
    return f"{change.field} went from {shorten(change.before)} to {shorten(change.after)}"


def propose(path: Path, changes: Sequence[Change], wish: Wish) -> str:
    """Write the lines that would explain the changes, ready to be appended to corrections.csv at `path`.

    A reason is guessed for answers and evidence; for all else it is that of the wish, or left blank for a person. The
    columns stand in the order of the file; a file that is not there yet gets its header.
    """
    text = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    header = next(csv.reader(io.StringIO(text)), []) if text.strip() else []
    lines = csv_lines([_HEADER]) if not header else []
    named: dict[tuple[str, str], str] = {}
    for change in changes:
        named.setdefault(keys(change)[0], _GUESSES.get(change.kind, _GUESSES.get(change.field, wish.reason)))
    for (entity_id, field), reason in named.items():
        cells = {"entity_id": entity_id, "field": field, "reason": reason, "note": wish.note, "date": wish.date}
        lines += csv_lines([[cells.get(name.strip(), "") for name in header or _HEADER]])
    start = "\n" if text and not text.endswith("\n") and named else ""
    return start + "\n".join(lines) if named else ""


def proposed(place: Workplace, changes: Sequence[Change], wish: Wish) -> list[Problem]:
    """Say what was proposed, and what a person must still write."""
    if not changes:
        return []
    guessed = [_GUESSES.get(each.kind, _GUESSES.get(each.field, wish.reason)) for each in changes]
    blank = guessed.count("")
    remedy = "Append the lines, read them, and publish again."
    if blank:
        remedy = f"Append the lines and write the reason where it is blank ({blank:,}), or have --reason fill it in."
    told = f"{counted(len(changes), 'changed cell')} without a line in corrections.csv; the lines are proposed"
    return [Problem(told, remedy, f"raw/{place.name}/corrections.csv")]


def odd_lines(place: Workplace, history: History) -> Iterator[Problem]:
    """Tell of withdrawals that did not happen: a name that should be gone is still told."""
    for line in history.standing:
        yield Problem(
            f"{line.entity_id} is said to be withdrawn, and its row is still in the table",
            "Take it out of the registry, or decide on its names, then publish again.",
            f"raw/{place.name}/corrections.csv",
            line.number,
        )


def notes(history: History, version: str, earlier: bool) -> list[str]:
    """Tell which lines of corrections.csv explain nothing, and a version that does not come last."""
    unknown = {line.number for line in (*history.unknown, *history.standing)}
    unused = [line for line in history.unused if line.number not in unknown]
    told = [
        (unused, "not used: nothing of that kind has changed"),
        (history.unknown, "not used: the table never held the organisation"),
    ]
    found = [told_lines("corrections.csv", _numbers(lines), what) for lines, what in told if lines]
    if earlier and not history.previous:
        found.append(f"version {version} comes before every other revision: nothing is compared with it.")
    return found


def _numbers(lines: Sequence[Line]) -> list[int]:
    return sorted(line.number for line in lines)
