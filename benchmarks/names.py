"""Labelled names of any size: invented organisations, and how people misspell them.

`python -m benchmarks.names --registry N --names N --rows N --out DIR` writes registry.csv, queries.csv and gold.csv as
crosswalk and evaluate read them. The towns do not exist, and nothing here is shared with the matcher: neither its
abbreviations nor its rules.
"""

import argparse
import csv
import random
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from benchmarks import bodies as said
from benchmarks.generate import STARTS

UNANSWERABLE = 0.2  # share of the names whose organisation the registry lacks
WITHOUT_REGION = 0.1
WRONG_REGION = 0.03
ALIASED = 0.3  # share of the registry that has another name
COMPANIES = 0.25  # share of the organisations
SISTERS = 0.5  # share of the companies that are called like another one, but for the legal form or a word of praise
SAME_TOWN = 0.5  # share that are of a town which has another organisation already
NAMESAKE = 0.2  # share of these whose town is another one of that name, elsewhere


@dataclass(frozen=True)
class Body:
    """An organisation that never was."""

    name: str
    region: str


def invent(number: int, rng: random.Random) -> list[Body]:
    """Invent organisations, all different by name and region."""
    known: dict[Body, None] = {}
    towns: list[tuple[str, str, str]] = []
    companies: list[tuple[str, str, str]] = []
    while len(known) < number:
        language, region, town = settle(towns, rng)
        if rng.random() < COMPANIES:
            language, region, name = company(companies, (language, region, town), rng)
        else:
            weights, forms = zip(*said.BODIES[language], strict=True)
            name = rng.choices(forms, weights)[0].format(town)
        known[Body(name, region)] = None
    return list(known)


def settle(towns: list[tuple[str, str, str]], rng: random.Random) -> tuple[str, str, str]:
    """Choose a town, known or new: language, region, name. New ones are added to `towns`."""
    if towns and rng.random() < SAME_TOWN:
        language, region, town = rng.choice(towns)
        if rng.random() < NAMESAKE:
            region = rng.choice([place for spoken, place in said.PLACES if spoken == language])
        return language, region, town
    language, region = said.PLACES[int(len(said.PLACES) * rng.random())]
    town = "".join(rng.choice(part) for part in said.TOWNS[language])
    if language == "en":
        town = rng.choice(said.BEFORE) + town + rng.choice(said.BEHIND)
    towns.append((language, region, town))
    return towns[-1]


def company(
    companies: list[tuple[str, str, str]], town: tuple[str, str, str], rng: random.Random
) -> tuple[str, str, str]:
    """Name a company: language, region, name. Those of one trade differ in a founder, praise or their legal form."""
    if companies and rng.random() < SISTERS:
        language, region, name = rng.choice(companies)
        name = f"{rng.choice(said.PRAISE)} {name}" if rng.random() < 0.3 else name
    else:
        language, region, name = town[0], town[1], trade(town[2], rng)
        companies.append((language, region, name))
    return language, region, f"{name} {rng.choice(said.LEGAL[language].split('; '))}"


def trade(town: str, rng: random.Random) -> str:
    """Name a company without its legal form."""
    one, other = (rng.choice(STARTS) + rng.choice(said.FAMILY) for _ in range(2))
    goods = rng.choice(said.GOODS)
    return rng.choice(
        [f"{one} & {other}", f"{one} {goods}", f"{rng.choice(said.PRAISE)} {goods}", f"{town} {goods}",
         f"{rng.choice(said.PRAISE)} {one} {goods}"]
    )  # fmt: skip


def misspell(body: Body, rng: random.Random) -> tuple[str, str]:
    """Write an organisation as somebody might, with the region beside it ('' for none)."""
    name, region = body.name, body.region
    if rng.random() < 0.02 and len(initials(name)) >= 3:
        return initials(name), region
    if rng.random() < 0.6:
        name = shorten(name, rng)
    if rng.random() < 0.4:
        name = without_form(name)
    words = name.split()
    if rng.random() < 0.08 and len(words) > 2:
        words.pop(rng.randrange(len(words)))
    if rng.random() < 0.04:
        words = words[1:] + words[:1]
    name = " ".join(words)
    if rng.random() < 0.12:
        name += rng.choice(said.REMARKS)
    if rng.random() < 0.25:
        name = typo(name, rng)
    if rng.random() < 0.04:
        name = misread(name, rng)
    if rng.random() < 0.4:
        name = without_marks(name)
    if rng.random() < 0.08:
        code = region[-2:]
        name = rng.choice([f"{name}, {code}", f"{name} ({code})", f"{code} - {name}", f"{name} {code}"])
        region = region if rng.random() < 0.5 else ""
    told = rng.random()
    region = (
        "" if told < WITHOUT_REGION else rng.choice(said.PLACES)[1] if told < WITHOUT_REGION + WRONG_REGION else region
    )
    case = rng.random()
    return (name.upper() if case < 0.2 else name.lower() if case < 0.28 else name), region


def shorten(name: str, rng: random.Random) -> str:
    """Abbreviate one or two things."""
    for _ in range(rng.choice([1, 1, 2])):
        if fitting := [(long, short) for long, short in said.SHORTER if long in name]:
            long, short = rng.choice(fitting)
            name = name.replace(long, rng.choice(short), 1).strip()
    return name


def typo(name: str, rng: random.Random) -> str:
    """Swap, drop, double or replace a letter."""
    at = rng.randrange(1, max(2, len(name) - 1))
    head, letter, tail = name[:at], name[at : at + 1], name[at + 1 :]
    return rng.choice(
        [
            head + tail[:1] + letter + tail[1:],
            head + tail,
            head + letter * 2 + tail,
            head + rng.choice("aeinorst") + tail,
        ]
    )


def misread(name: str, rng: random.Random) -> str:
    """Take one to three letters for others of their shape, as a machine that reads a scan does."""
    for _ in range(rng.randint(1, 3)):
        shape, read = rng.choice(said.SHAPES)
        name = name.replace(shape, read, 1)
    return name


def without_form(name: str) -> str:
    """Leave the legal form out."""
    forms = sorted({form for each in said.LEGAL.values() for form in each.split("; ")}, key=len, reverse=True)
    return next((name.removesuffix(f" {form}") for form in forms if name.endswith(f" {form}")), name)


def without_marks(name: str) -> str:
    """Leave accents and umlauts out."""
    return "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))


def initials(name: str) -> str:
    """Make an acronym: the initials of the words that tell something."""
    return "".join(word[0] for word in name.split() if word not in ("of", "de")).upper()


def draw(
    registry: Sequence[Body], others: Sequence[Body], number: int, rng: random.Random
) -> Iterator[tuple[str, str, int]]:
    """Draw distinct names: as written, region beside it, place in the registry (-1 where it lacks the organisation)."""
    seen: set[tuple[str, str]] = set()
    while len(seen) < number:
        missing = rng.random() < UNANSWERABLE
        at = rng.randrange(len(others if missing else registry))
        written = misspell((others if missing else registry)[at], rng)
        if written not in seen:
            seen.add(written)
            yield (*written, -1 if missing else at)


def write(folder: Path, registry: int, names: int, rows: int, seed: int = 7) -> None:
    """Write a labelled set: `rows` queries of `names` distinct names against `registry` organisations."""
    rng = random.Random(seed)
    invented = invent(registry + max(1, registry // 4), rng)
    known, others = invented[:registry], invented[registry:]
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for number, body in enumerate(known):
        alias = rng.choice([initials(body.name), shorten(body.name, rng), without_marks(body.name)])
        aliases = alias if rng.random() < ALIASED and alias != body.name else ""
        entries.append((f"e{number:07}", body.name, body.region, aliases))
    _write(folder / "registry.csv", ("entity_id", "name", "region", "aliases"), entries)
    drawn = list(draw(known, others, names, rng))
    # Few names are most of the rows; each is there at least once.
    weights = list(accumulate(1 / (place + 8) ** 0.75 for place in range(names)))
    order = [*range(names), *rng.choices(range(names), cum_weights=weights, k=max(0, rows - names))]
    rng.shuffle(order)
    numbered = [(f"q{row:07}", *drawn[at]) for row, at in enumerate(order)]
    _write(folder / "queries.csv", ("query_id", "name", "region"), [row[:3] for row in numbered])
    gold = [(query_id, f"e{at:07}" if at >= 0 else "") for query_id, _, _, at in numbered]
    _write(folder / "gold.csv", ("query_id", "entity_id"), gold)


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    """Write a set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for option in ("registry", "names", "rows"):
        parser.add_argument(f"--{option}", type=int, required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    write(chosen.out, chosen.registry, chosen.names, chosen.rows, chosen.seed)


if __name__ == "__main__":
    main()
