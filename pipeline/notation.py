"""How a count and a date are written: one rule each, for every table and for the declaration."""

import csv
import datetime
import io
import re
from collections.abc import Iterable

_MOST_DIGITS = 15
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
# To 23:59 (24:00 is the next day's), a leap second allowed; no place is more than 14 hours from Greenwich.
_TIME = re.compile(
    r"[T ]([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)([.,]\d+)?)?( ?(Z|[+-](0\d|1[0-4])(:?[0-5]\d)?))?", re.ASCII
)
_YEARS = range(1900, 2100)


def parse_count(text: str, separator: str = "") -> int | None:
    """Read a count: ASCII digits, with the separator between proper groups of three; None for anything else."""
    if separator and re.fullmatch(rf"[0-9]{{1,3}}({re.escape(separator)}[0-9]{{3}})+", text):
        text = text.replace(separator, "")
    return int(text) if re.fullmatch(rf"[0-9]{{1,{_MOST_DIGITS}}}", text) else None


def date_fault(text: str) -> tuple[str, str]:
    """Tell what is wrong with a text that is no date here, and the remedy."""
    if not _DAY.fullmatch(text):
        return "no date in the form year-month-day", "Write it like 2020-02-29."
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return "the calendar has no such day", "Correct the date."
    return f"the year is not one of {_YEARS.start} to {_YEARS.stop - 1}", "Correct the date."


def is_date(text: str) -> bool:
    """Tell whether a text is a day of the calendar in the form 2020-02-29, of the years 1900 to 2099."""
    try:
        return _DAY.fullmatch(text) is not None and datetime.date.fromisoformat(text).year in _YEARS
    except ValueError:
        return False


def parse_date(text: str) -> str:
    """Read an ISO 8601 date, with or without a time of day, as the date; '' for anything else."""
    day, rest = text.strip()[:10], text.strip()[10:]
    return day if is_date(day) and (not rest or _TIME.fullmatch(rest)) else ""


def csv_line(cells: Iterable[str]) -> str:
    """Write cells as one line of CSV, without its end."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(cells)  # with it, every version quotes CR and LF
    return text.getvalue().removesuffix("\r\n")
