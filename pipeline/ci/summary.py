"""The whole report in Markdown, for the summary of a job (GitHub Flavored Markdown)."""

import re
from collections.abc import Sequence

from pipeline.ci.outcome import Outcome, Told
from pipeline.text import counted

LIMIT = 1 << 20  # bytes that GitHub takes of one step
_ROOM = 400  # bytes kept for the last line
_MARKS = re.compile(r"([\\`*_\[\]|~$])")
_HEAD = ["| Where | What was found |", "|---|---|"]


def summary(outcomes: Sequence[Outcome], limit: int = LIMIT) -> bytes:
    """Write the report, dataset by dataset, the worst first; at most `limit` bytes, what is left out is counted."""
    lines = ["## Deskcheck", "", "| Dataset | Findings | Not checked | Notes |", "|---|---|---|---|"]
    lines += [_numbers(each) for each in outcomes]
    rows = [row for each in outcomes for row in _section(each)]
    text, left = _as_far_as_it_goes(lines, rows, limit)
    if left:
        text += f"\n\n**{counted(left, 'more thing')} found, for which there is no room here: the log has them all.**"
    return f"{text}\n\n".encode()[: max(limit, 0)].decode("utf-8", "ignore").encode()


def _as_far_as_it_goes(lines: list[str], rows: list[tuple[str, int]], limit: int) -> tuple[str, int]:
    """Take rows while there is room; give the text, and how many things were left out."""
    taken, size = list(lines), len("\n".join(lines).encode())
    for at, (row, _) in enumerate(rows):
        size += len(row.encode()) + 1
        if size > limit - _ROOM:
            return "\n".join(taken), sum(number for _, number in rows[at:])
        taken.append(row)
    return "\n".join(taken), 0


def _numbers(outcome: Outcome) -> str:
    numbers = [len(outcome.of_level(level)) for level in ("error", "warning", "notice")]
    return f"| {_plain(outcome.dataset) or 'none'} | {' | '.join(f'{number:,}' for number in numbers)} |"


def _section(outcome: Outcome) -> list[tuple[str, int]]:
    """Write a dataset's lines, each with the number of things that it tells."""
    rows = [("", 0)] if outcome.dataset else []
    if outcome.dataset:
        rows.append((f"### {_plain(outcome.dataset)}", 0))
    if outcome.files and not outcome.of_level("error"):
        rows += [("", 0), (f"No findings in {outcome.files:,} published files.", 0)]
    kinds = dict.fromkeys(each.kind for each in outcome.told)
    for kind in kinds:
        rows += [("", 0), (f"**{kind.title}**", 0), ("", 0), *((line, 0) for line in _HEAD)]
        rows += [(_row(each), 1) for each in outcome.told if each.kind == kind]
    return rows


def _row(told: Told) -> str:
    place = f"{told.file}, line {told.line}" if told.line else told.file
    return f"| {_plain(place)} | {_plain(told.text)} |"


def _plain(text: str) -> str:
    """Write a text so that Markdown shows it as it is, on one line of a table."""
    shown = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return " ".join(_MARKS.sub(r"\\\1", shown).split())
