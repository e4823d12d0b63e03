"""How numbers, ranges and links read: shared by the page and the methodology."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline import regions

if TYPE_CHECKING:
    import pandas as pd

RESPONSE_LABELS = {
    "confirmed": "Confirmed",
    "denied": "Denied",
    "declined": "Declined to answer",
    "no_response": "No response",
    "not_asked": "Not asked",
}
FLAG_LABELS = {
    "unaware_until_asked": "unaware until asked",
    "initially_denied": "after an initial denial",
}
FLAG_MEANING = {
    "unaware_until_asked": "it confirmed, and had not known until it was asked",
    "initially_denied": "it confirmed after it had denied",
}


_ANSWERED = {
    "confirmed": "confirmed",
    "denied": "denied",
    "declined": "declined to answer",
    "no_response": "did not respond",
    "not_asked": "not asked",
}
_OF_THEM = {
    "unaware_until_asked": "had not known until asked",
    "initially_denied": "had first denied",
}


def number(value: int) -> str:
    """Write a whole number with thousands separators."""
    return f"{value:,}"


def span(low: int, high: int | None) -> str:
    """Write a range for reading: `101–500`, `5,001 or more`, `7`."""
    if high is None:
        return f"{low:,} or more"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def range_words(text: str) -> str:
    """Write a published range for reading: `11-50` as `11–50`, `5001+` as `5,001 or more`."""
    low, _, high = text.removesuffix("+").partition("-")
    return span(int(low), int(high) if high else None if text.endswith("+") else int(low))


def place(region: str, country: str) -> str:
    """Write where an organisation is: `Ontario, Canada`, or its country alone; '' where that is not known."""
    return f"{regions.name(region)}, {country}" if "-" in region else country


def places(entities: "pd.DataFrame") -> dict[str, str]:
    """Write each region of Entities as a place; where all lie in one country, without saying it each time."""
    pairs = dict(zip(entities["region"].tolist(), entities["country"].tolist(), strict=True))
    several = len({country for country in pairs.values() if country}) > 1
    return {
        region: place(region, country) if several or "-" not in region else regions.name(region)
        for region, country in sorted(pairs.items())
    }


def web_address(text: str) -> str:
    """Give the text back where it is an http or https address that is safe to link to; '' where it is not."""
    if not text.isprintable() or any(mark in text for mark in " \"'<>\\^`{|}"):
        return ""
    try:
        parts = urlsplit(text)
        reachable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    # A name before the host makes an address look like another one: http://bank.example@elsewhere.example
    return text if reachable and "@" not in parts.netloc else ""


def tally(entities: "pd.DataFrame") -> str:
    """Tell the answers of Entities in words; '' where nobody was asked."""
    sizes = entities["response"].value_counts().to_dict()
    told = [(word, number(sizes[word])) for word in _ANSWERED if word in sizes]
    if not told or told[0][0] == "not_asked":
        return ""
    noun = "organisation" if sizes[told[0][0]] == 1 else "organisations"
    first = f"{told[0][1]} {noun} {_ANSWERED[told[0][0]]}{_of_them(entities)}"
    return ". ".join([first, *(f"{size} {_ANSWERED[word]}" for word, size in told[1:])]) + "."


def _of_them(entities: "pd.DataFrame") -> str:
    sizes = {flag: int(entities[flag].sum()) for flag in FLAG_LABELS}
    told = [f"{number(size)} {_OF_THEM[flag]}" for flag, size in sizes.items() if size]
    return f"; of them {' and '.join(told)}" if told else ""
