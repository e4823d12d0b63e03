"""What is odd about decisions.csv and evidence.csv, by line alone: names and persons in them are private."""

from collections.abc import Collection, Iterable, Sequence

import pandas as pd

from pipeline.matching.verdicts import standing
from pipeline.text import counted

_MOST = 20  # lines named of one kind


def remarks_on_decisions(
    decisions: pd.DataFrame, lines: Sequence[int], names: pd.DataFrame, registry: pd.DataFrame
) -> list[str]:
    """Tell of Decisions which lines are unused, contradicted, superseded or without a reason.

    `lines` are the lines of the file. Unused: the name does not occur, or the organisation is gone. Superseded: a later
    line speaks of the same name. Contradictory: it says otherwise, or two names that are the same once standardised, in
    the same region, are said to be two organisations.
    """
    verdicts = standing(decisions, set(registry["entity_id"]))
    stands = {row for verdict in verdicts.values() for row in verdict.at}
    facts = decisions[["name", "region", "decision", "entity_id", "reason"]].itertuples(index=False, name=None)
    known, entities = set(zip(names["name"], names["region"], strict=True)), set(registry["entity_id"])
    unused, superseded, unreasoned = [], [], []
    for row, (name, region, _, entity_id, reason) in enumerate(facts):
        if row not in stands:
            superseded.append(row)
        elif (name, region) not in known or (entity_id and entity_id not in entities):
            unused.append(row)
        if not reason:
            unreasoned.append(row)
    found = [
        (unused, "no longer used: the name does not occur, or the organisation is gone"),
        (superseded, "superseded by a later line"),
        (_contradictions(decisions, names, stands), "contradictory: the same name is said to mean different things"),
        (unreasoned, "without a reason"),
    ]
    return [told_lines("decisions.csv", [lines[row] for row in sorted(rows)], what) for rows, what in found if rows]


def remarks_on_evidence(evidence: pd.DataFrame, lines: Sequence[int], registry: pd.DataFrame) -> list[str]:
    """Tell which lines of Evidence are unused: the registry does not hold the organisation."""
    gone = ~evidence["entity_id"].isin(set(registry["entity_id"]))
    rows = [line for line, odd in zip(lines, gone.tolist(), strict=True) if odd]
    return [told_lines("evidence.csv", rows, "no longer used: the organisation is gone")] if rows else []


def told_lines(file: str, lines: Sequence[int], what: str) -> str:
    """Say something of lines of a file, and which they are: the first twenty by number."""
    listed = ", ".join(map(str, lines[:_MOST]))
    more = f" and {len(lines) - _MOST:,} more" if len(lines) > _MOST else ""
    return f"{file}: {counted(len(lines), 'line')} {what} ({'line' if len(lines) == 1 else 'lines'} {listed}{more})."


def _contradictions(decisions: pd.DataFrame, names: pd.DataFrame, stands: Collection[int]) -> set[int]:
    standard = {
        (name, region): text
        for name, region, text in names[["name", "region", "standard"]].itertuples(index=False, name=None)
    }
    said: dict[tuple[str, ...], list[tuple[int, str, str]]] = {}
    alike: dict[tuple[str, ...], list[tuple[int, str, str]]] = {}
    facts = decisions[["name", "region", "decision", "entity_id"]].itertuples(index=False, name=None)
    for row, (name, region, word, entity_id) in enumerate(facts):
        if word == "unsure":
            continue  # says nothing that another line could contradict
        said.setdefault((name, region), []).append((row, word, entity_id))
        if row in stands and word == "match" and standard.get((name, region)):
            alike.setdefault((standard[name, region], region), []).append((row, word, entity_id))
    return {row for group in (*said.values(), *alike.values()) if _differ(group) for row, _, _ in group}


def _differ(group: Iterable[tuple[int, str, str]]) -> bool:
    """Tell whether verdicts exclude one another: 'not that one' agrees with all but a match to that one."""
    words = {(word, entity_id) for _, word, entity_id in group}
    full = {(word, entity_id) for word, entity_id in words if word != "no_match" or not entity_id}
    return len(full) > 1 or any(("match", each) in full for word, each in words - full)
