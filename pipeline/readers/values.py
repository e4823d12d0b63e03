"""Typed cells as text, alike for every format that has types."""

import datetime
import decimal
from typing import Any

NOT_TEXT = None  # stands for a cell that no text can stand for: a list, an object, raw bytes
_EXACT = 10**15  # up to here a floating-point number holds every whole number, whatever wrote the file


def text_of(value: Any) -> str | None:
    """Write a cell as text: whole numbers without a point, dates as ISO 8601, nothing as ''; NOT_TEXT for the rest."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | decimal.Decimal):
        return _number(value)
    if isinstance(value, datetime.datetime):
        return _moment(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return str(value)
    return NOT_TEXT


def _number(value: int | float | decimal.Decimal) -> str:
    if isinstance(value, float) and not value.is_integer():  # nan and the infinities too
        return repr(value)
    if isinstance(value, decimal.Decimal) and (not value.is_finite() or value != value.to_integral_value()):
        return str(value)
    whole = int(value)
    return str(whole) if abs(whole) < _EXACT else repr(float(value))


def _moment(value: datetime.datetime) -> str:
    """Write a moment to the second: spreadsheets keep fractions of a day, and round them differently."""
    value = (value + datetime.timedelta(microseconds=500_000)).replace(microsecond=0)
    midnight = value.time() == datetime.time() and value.tzinfo is None
    return value.date().isoformat() if midnight else value.isoformat()
