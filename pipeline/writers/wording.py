"""How numbers, ranges and links read: shared by the page and the methodology."""

from urllib.parse import urlsplit

RESPONSE_LABELS = {
    "confirmed": "Confirmed",
    "denied": "Denied",
    "declined": "Declined to answer",
    "no_response": "No response",
    "not_asked": "Not asked",
}
FLAG_MEANING = {
    "unaware_until_asked": "it confirmed, and had not known until it was asked",
    "initially_denied": "it confirmed after it had denied",
}


def number(value: int) -> str:
    """Write a whole number with thousands separators."""
    return f"{value:,}"


def span(low: int, high: int | None) -> str:
    """Write a range for reading: `101–500`, `5,001 or more`, `7`."""
    if high is None:
        return f"{low:,} or more"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


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
