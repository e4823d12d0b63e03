"""One name in words: what became of it, its rows, decisions and candidates, and a waterfall of what made it likely."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from math import exp
from typing import Any

from pipeline.text import counted
from pipeline.windows.explain.waterfall import waterfall
from schemas.vocabulary import MEANING

Facts = Mapping[str, Any]
_ROWS = 12  # rows of a name that are listed one by one
_PLACES = 8  # row numbers of a source that are listed in short
_LEAST = 0.001  # a candidate that is less likely is only counted, unless it is the best
_RIVAL = 0.05  # a second candidate that is as likely as this is drawn too
_SCALE = "in log odds: 0 is fifty-fifty, +3 makes 95 %, +4.6 makes 99 %"


def in_full(told: Facts, accept: float, review: float, noun: str) -> Iterator[str]:
    """Tell all of a name. `accept` and `review` are the thresholds that decided."""
    region = f"{told['region_name']} ({told['region']})" if told["region"] else "no region"
    yield f"“{told['name']}”, {region}"
    yield f"  {_outcome(told, accept, review)}"
    title = f"Rows: {len(told['rows']):,}; {noun} in those that could be read: {told['count']:,}"
    yield from part(title, row_lines(told["rows"]))
    yield from part("Standardised", _standard(told))
    yield from part("What people decided (decisions.csv)", map(_decision, told["decisions"]))
    yield from _candidates(told["candidates"])


def in_short(told: Facts, noun: str) -> str:
    """Tell a name that was linked on one line, with the places of its rows."""
    basis = f"linked by the model, {told['probability']:.3f}"
    if told["basis"] == "decision":
        last = next((each for each in reversed(told["decisions"]) if each["state"] == "stands"), None)
        basis = f"decided by {last['decided_by'] or 'somebody'}" if last else "decided"
    region = told["region_name"] or "no region"
    return f"“{told['name']}”, {region}: {told['count']:,} {noun}, {basis}; {_places(told['rows'])}"


def part(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Tell a part under its title; nothing where it has no lines."""
    told = list(lines)
    if told:
        yield f"  {title}"
        yield from (f"    {line}" for line in told)


def _outcome(told: Facts, accept: float, review: float) -> str:
    if not told["decision"]:
        none = "No row that could be read bears it." if told["rows"] else "No row bears it any more."
        return f"{none} What was decided of it is not used." if told["decisions"] else none
    if told["basis"] == "reopened":
        return (
            "Waits for a person again: it was decided, and since then a closer candidate has come or the entry changed."
        )
    if told["basis"] == "pattern":
        return f"Dropped: the pattern {told['patterns'][0]} of the declaration says that it is no organisation."
    if told["basis"] == "decision":
        return f"{_by_person(told)}{_but(told)}"
    return f"{_by_model(told, accept, review)}{_but(told)}"


def _by_person(told: Facts) -> str:
    if told["decision"] == "link":
        return f"A person decided: it means {told['organisation']} ({told['entity_id']})."
    if told["decision"] == "possible_link":
        return "Waits for a person: somebody was unsure about it."
    return f"Dropped: a person decided that {MEANING[told['reason']]}."


def _by_model(told: Facts, accept: float, review: float) -> str:
    out = [each["name"] for each in told["candidates"] if each["ruled_out"]]
    ruled = f", now that a person has ruled out {' and '.join(out)}" if out else ""
    if not told["entity_id"]:
        return f"Dropped: the registry holds nothing that is like it{ruled}."
    best = f"{told['organisation']} ({told['entity_id']}) is {told['probability']:.3f} likely{ruled}"
    if told["decision"] == "link":
        return f"Linked by the model: {best}, and {accept:g} is enough."
    if told["decision"] == "non_link":
        return f"Dropped: {best}; a person is asked from {review:g} on."
    if told["reason"] == "tie":
        return f"Waits for a person: several organisations fit equally well; {best}."
    if told["flag"] == "suspicious":
        return f"Waits for a person: it holds characters that deceive or are damaged; {best}."
    if told["probability"] >= accept:
        return f"Waits for a person: {best}, but lies elsewhere."
    return f"Waits for a person: {best}, and the model links from {accept:g} on."


def _but(told: Facts) -> str:
    """Tell why rows of a name that is linked were dropped all the same."""
    if told["decision"] != "link":
        return ""
    reasons = dict.fromkeys(row["reason"] for row in told["rows"] if row["outcome"] == "dropped")
    return "".join(f" Dropped all the same: {MEANING[reason]}." for reason in reasons)


def row_lines(rows: Sequence[Facts]) -> Iterator[str]:
    """List rows with what happened to them, the first ones one by one."""
    wide = max((len(f"{row['source']} row {row['row']}") for row in rows[:_ROWS]), default=0)
    for row in rows[:_ROWS]:
        place = f"{row['source']} row {row['row']}"
        count = "-" if row["count"] is None else f"{row['count']:,}"
        what = f"{row['outcome']}: {MEANING[row['reason']]}" if row["reason"] else row["outcome"]
        found = f", “{row['value']}”" if row.get("value") else ""
        yield f"{place:<{wide}} {count:>10}  {row['date'] or '-':<10}  “{row['name']}”  {what}{found}"
    if rest := rows[_ROWS:]:
        yield f"and {len(rest):,} more, with {sum(row['count'] or 0 for row in rest):,} (--json lists all)"


def _places(rows: Sequence[Facts]) -> str:
    """List rows by source: accounts.csv rows 3, 17 (not read), 40."""
    told = []
    for source, of_source in groupby(rows, key=lambda row: row["source"]):
        found = [f"{row['row']}{' (not read)' if row['outcome'] == 'quarantined' else ''}" for row in of_source]
        more = f" and {len(found) - _PLACES:,} more" if len(found) > _PLACES else ""
        told.append(f"{source} {'row' if len(found) == 1 else 'rows'} {', '.join(found[:_PLACES])}{more}")
    return "; ".join(told)


def _standard(told: Facts) -> Iterator[str]:
    if told["standard"]:
        if told["simplified"] != told["standard"]:
            yield f"in small letters, without accents and marks: {told['simplified']}"
        yield f"as it is compared: {told['standard']}"
    if told["states_region"]:
        yield f"the name itself tells a region: {told['states_region']}"


def _decision(line: Facts) -> str:
    meant = (
        f" {line['organisation'] or 'an organisation that is gone'} ({line['entity_id']})" if line["entity_id"] else ""
    )
    who = ", ".join(filter(None, (line["decided_by"] or "somebody", line["decided_on"])))
    why = f": {line['reason']}" if line["reason"] else ""
    return f"line {line['line']} ({line['state']}): {line['decision'].replace('_', ' ')}{meant}, by {who}{why}"


def _candidates(found: Sequence[Facts]) -> Iterator[str]:
    shown = [each for at, each in enumerate(found) if not at or each["probability"] >= _LEAST]
    lines = [
        f"{each['probability']:.3f}  {each['name']} ({each['entity_id']}, {each['region'] or 'no region'})"
        f"{', ruled out by a person' if each['ruled_out'] else ''}"
        for each in shown
    ]
    if rest := len(found) - len(shown):
        lines.append(f"and {counted(rest, 'candidate')} that {'is' if rest == 1 else 'are'} hardly likely")
    yield from part("Candidates, and how likely each is", lines)
    for at, each in enumerate(shown[:2]):
        if each["steps"] and (not at or each["probability"] >= _RIVAL):
            yield from part(
                f"What speaks for (+) and against (-) {each['name']} ({each['entity_id']}), {_SCALE}", _why(each)
            )


def _why(candidate: Facts) -> Iterator[str]:
    texts = (("agree", "words of both"), ("only_query", "only in your list"), ("only_entity", "only in the registry"))
    yield "; ".join(f"{label}: {' '.join(candidate[key])}" for key, label in texts if candidate[key])
    yield from waterfall(candidate["steps"])
    alone, likely = 1 / (1 + exp(-sum(step["adds"] for step in candidate["steps"]))), candidate["probability"]
    beside = f", and {likely:.3f} beside the other candidates" if abs(alone - likely) >= _LEAST else ""
    yield f"which makes it {alone:.3f} likely{beside}"
