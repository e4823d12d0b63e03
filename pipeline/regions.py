"""Regions as ISO 3166 codes: a stand-in with the final interface, to be replaced."""

from functools import cache


class UnknownRegion(ValueError):
    """No region bears this name or code."""


@cache
def subdivisions(country: str) -> dict[str, str]:
    """Map the 3166-2 codes of a country to their names."""
    import pycountry

    return {item.code: item.name for item in pycountry.subdivisions.get(country_code=country) or ()}


@cache
def country_name(code: str) -> str:
    """Name the country of a code in English."""
    import pycountry

    found = pycountry.countries.get(alpha_2=country_of(code))
    return getattr(found, "common_name", found.name) if found else ""


def country_of(code: str) -> str:
    """Give the country's code."""
    return code.split("-")[0]


def within(code: str, area: str) -> bool:
    """Tell whether a region is an area or lies in it."""
    return code == area or ("-" not in area and country_of(code) == area)


@cache
def parse(text: str, country: str = "") -> str:
    """Read a region in any form as its code."""
    import pycountry

    text = " ".join(text.split())
    if not text:
        return ""
    if country:
        for code, name in subdivisions(country).items():
            if text.upper() in (code, code.split("-")[1]) or text.casefold() == name.casefold():
                return code
    found = pycountry.subdivisions.get(code=text.upper())
    if found:
        return str(found.code)
    try:
        return str(pycountry.countries.lookup(text).alpha_2)
    except LookupError:
        raise UnknownRegion(text) from None
