"""An explanation in words, for the desk's own screen."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pipeline.text import counted
from pipeline.windows.explain.name_words import in_full, in_short, part, row_lines
from schemas.vocabulary import MEANING

Facts = Mapping[str, Any]
PRIVATE = (
    "PRIVATE: raw names, counts and people stand here, for the desk alone. --public tells what readers may know.\n"
)
_FULL = 3  # names of an organisation that are told in full


def words(told: Facts, accept: float, review: float, noun: str) -> str:
    """Tell what became of a name, and what led to an organisation's row. `accept` and `review` are the thresholds."""
    name, organisation = told["name"], told["organisation"]
    lines = list(in_full(name, accept, review, noun)) if name else []
    if not organisation:
        return "\n".join([*lines, ""])
    lines += ["", *_organisation(organisation, noun)] if name else _organisation(organisation, noun)
    others = [each for each in organisation["names"] if not name or _key(each) != _key(name)]
    title = f"{'Other names' if name else 'Names'} that led to it: {len(others):,}"
    lines += part(title, [in_short(each, noun) for each in others] or ["none"])
    if not name and len(others) <= _FULL:
        lines += [line for each in others for line in ("", *in_full(each, accept, review, noun))]
    elif others:
        lines.append(f"    Each in full: deskcheck explain {told['dataset']} NAME, as it is written here.")
    return "\n".join([*lines, ""])


def _key(name: Facts) -> tuple[str, str]:
    return name["name"], name["region"]


def _organisation(told: Facts, noun: str) -> Iterator[str]:
    place = f"{told['region_name']} ({told['region']})" if told["region"] else "no region"
    yield f"{told['name']} ({told['entity_id']})"
    yield f"  {', '.join((told['kind'] or 'no kind', place, told['status']))}"
    if told["aliases"]:
        yield f"  also called {', '.join(told['aliases'].split('|'))}"
    yield from part("Evidence that it exists", _evidence(told))
    yield from part("Published", _published(told, noun))
    yield from part("Sum and range", _sum(told, noun))
    yield from part("Rows of its name that could not be read", row_lines(told["unread"]))
    yield from part("Answers", _answers(told))
    claims = (f"“{each['text']}”{'' if each['holds'] else ', which is false'}" for each in told["claims"])
    yield from part("Numbers of the story that it is counted in", claims)


def _evidence(told: Facts) -> Iterator[str]:
    if told["registry_evidence"]:
        yield f"the registry as a whole: {told['registry_evidence']}"
    if told["evidence_url"] or not told["registry_evidence"]:
        yield told["evidence_url"] or "no address is recorded"
    if told["archived_url"]:
        yield f"archived: {told['archived_url']}"
    if told["confirmed_on"] or told["confirmed_by"]:
        by = f"by {told['confirmed_by']}" if told["confirmed_by"] else ""
        yield " ".join(filter(None, (told["status"], told["confirmed_on"], by)))
    if lines := len(told["evidence_lines"]):
        yield f"said by {counted(lines, 'line')} of evidence.csv, of which the last stands over the registry"


def _published(told: Facts, noun: str) -> Iterator[str]:
    row, version = told["to_publish"], told["published_version"]
    now = next((each["row"] for each in told["history"] if each["version"] == version), None)
    if now and row:
        change = "" if _same(now, row) else f"; publish would make it {_in_short(row, noun)}"
        yield f"as {_in_short(now, noun)}, in version {version}{change}"
    elif row:
        yield f"not yet; publish would add it as {_in_short(row, noun)}"
    else:
        yield (
            f"as {_in_short(now, noun)}; publish would take it away: {_why_not(told)}"
            if now
            else f"no: {_why_not(told)}"
        )
    yield from told_before(told["history"])
    for line in told["corrections"]:
        note = f": {line['note']}" if line["note"] else ""
        yield f"corrections.csv, {line['date'] or 'no date'}: {line['field']}, {line['reason']}{note}"


def _why_not(told: Facts) -> str:
    rows = (row for name in told["names"] for row in name["rows"])
    reasons = dict.fromkeys(row["reason"] for row in rows if row["outcome"] == "dropped")
    return "; ".join(MEANING[reason] for reason in reasons) or "no row was linked to it"


def told_before(history: Sequence[Facts]) -> Iterator[str]:
    """Tell since when a row is published, and each revision that changed something of it."""
    for each in history:
        for change in each["changes"]:
            if change["field"] == "*":
                yield f"the row {change['after']} with version {each['version']}"
            else:
                before, after = change["before"], change["after"]
                yield f"version {each['version']}: {change['field']} was {before!r}, became {after!r}"


def _sum(told: Facts, noun: str) -> Iterator[str]:
    row, names = told["to_publish"], counted(len(told["names"]), "name")
    if row:
        yield f"{told['count']:,} {noun} under {names}, which lies in {row['count_range']}"
    elif told["names"]:
        linked = sum(name["count"] for name in told["names"])
        yield f"{linked:,} {noun} under {names}, and no range, for it is not published"


def _answers(told: Facts) -> Iterator[str]:
    if row := told["to_publish"]:
        flags = [flag.replace("_", " ") for flag in ("unaware_until_asked", "initially_denied") if row[flag]]
        yield f"{', '.join([row['response'], *flags])}: {MEANING[row['response']]}"
    for event in told["events"]:
        channel = f"by {event['channel']}" if event["channel"] else ""
        yield " ".join(filter(None, (event["date"], event["event"], event["outcome"], channel)))
        if event["statement"]:
            yield f"  “{' '.join(event['statement'].split())}”"


def _in_short(row: Facts, noun: str) -> str:
    return f"{row['count_range']} {noun}, {row['response']}"


def _same(one: Facts, other: Facts) -> bool:
    return all(one[column] == other[column] for column in other)


def all_words(told: Iterable[Facts], accept: float, review: float, noun: str) -> list[str]:
    """Tell several, under the warning that what follows is private."""
    return [PRIVATE, *(words(each, accept, review, noun) for each in told)]
