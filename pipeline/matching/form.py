"""What a standardised name says: its words, the kind of body, numbers, directions and the sort of settlement."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from pipeline import regions

REGION_WORD = "@"  # stands for the words that name the entity's own region: they tell it from nobody there
_STOP = frozenset(
    [
        "of",
        "the",
        "and",
        "for",
        "de",
        "la",
        "le",
        "du",
        "des",
        "der",
        "die",
        "das",
        "und",
        "y",
        "et",
        "e",
        "do",
        "da",
        "dos",
        "das",
        "del",
        "di",
        "van",
    ]
)
_SILENT = frozenset(["department", "office", "the", "of", "and", "for"])
_COMMON = _STOP | frozenset(
    [
        "@",
        "police",
        "department",
        "office",
        "sheriff",
        "state",
        "county",
        "city",
        "town",
        "township",
        "village",
        "public",
        "safety",
        "university",
        "college",
        "school",
        "highway",
        "patrol",
        "district",
        "attorney",
        "fire",
        "court",
        "ministry",
        "hospital",
        "national",
        "federal",
        "regional",
        "agency",
        "service",
        "bureau",
    ]
)
_DIRECTIONS = frozenset(
    [
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
        "new",
        "old",
        "upper",
        "lower",
        "great",
        "greater",
        "little",
        "big",
        "inner",
        "outer",
        "nord",
        "sud",
        "sur",
        "norte",
        "ost",
        "west",
        "est",
        "oost",
        "zuid",
        "noord",
    ]
)
# What sort of settlement: often left out of a name, or told differently ('X Borough Police', 'X Police').
_MUNICIPAL = frozenset(["city", "town", "village", "borough", "municipal", "municipality"])
_COUNTY = {"county": "county", "parish": "county", "township": "township"}
# Words that make another place of a name: 'Panama City Beach' is not 'Panama City'.
_PLACE_WORDS = frozenset(
    [
        "beach",
        "heights",
        "springs",
        "spring",
        "hills",
        "hill",
        "park",
        "lake",
        "lakes",
        "island",
        "falls",
        "grove",
        "harbor",
        "junction",
        "valley",
        "point",
        "pointe",
        "creek",
        "river",
        "ridge",
        "bay",
        "port",
        "fort",
        "mount",
        "shores",
        "estates",
        "gardens",
        "center",
        "mills",
        "oaks",
        "pines",
        "woods",
        "bluff",
        "crossing",
        "airport",
    ]
)
# The kinds of body, by the beginnings of words that show them; the languages of Europe and the Americas.
_KINDS = {
    "sheriff": r"sheriff",
    "state police": r"state (?:police|patrol|trooper)|highway patrol|provincial police|state highway",
    "police": r"(?<!state )(?<!provincial )(?:police|polizei|polici|polic|politi|polis|gendarm|constabulary|carabinieri|poliisi|rendorseg)",
    "constable": r"constable",
    "marshal": r"(?<!fire )marshal",
    "prosecutor": r"district attorney|prosecut|attorney|staatsanwalt|fiscalia|procur|prokurat|openbaar|parquet|ministerio publico",
    "university": r"universi|uniwersyt|univerzi|yliopisto|egyetem|college|campus|hochschul|hogescho|hogskol|polytechni|ecole|facult|institute of technology",
    "school": r"school|lyce|gymnasi|escuela|escola|szkol",
    "corrections": r"correction|jail|prison|penitentiar|detention|parole|probation|gefangnis|justizvollzug",
    "fire": r"\bfire\b|feuerwehr|pompier|bombero|bombeiro",
    "health": r"hospital|clinic|klinik|medical center|health|hopital|krankenhaus|szpital",
    "court": r"\bcourt|gericht|tribunal|juzgado",
    "ministry": r"\bminist",
    "transport": r"airport|transit|railroad|railway|port authority|turnpike",
    "nature": r"forest|wildlife|\bgame\b|fish|natural resources|state park|park ranger|conservation",
    "task force": r"task force|drug|narcotic|gang",
    "inquiry": r"bureau of investigation|crime laboratory|intelligence|fusion center",
    "tribe": r"\btrib|nation\b",
    "company": r"incorporated|\bllc\b|limited|corporation|gmbh|\bcompany\b",
    "dispatch": r"dispatch|communications|\b911\b",
    "training": r"academy|training",
}
_KIND_PATTERNS = tuple((1 << place, re.compile(r"\b(?:" + text + ")")) for place, text in enumerate(_KINDS.values()))
SHERIFF = 1
POLICE = 1 << list(_KINDS).index("police")


@dataclass(frozen=True, slots=True)
class Form:
    """A standardised name taken apart for comparison."""

    text: str
    sorted_text: str
    words: tuple[str, ...]
    key: str
    kinds: int
    numbers: frozenset[str]
    directions: frozenset[str]
    municipal: frozenset[str]
    wider: frozenset[str]  # county, township
    place_words: frozenset[str]
    common: bool  # no word says which body it is


def form(standard: str, region: str, kind: str = "") -> Form:
    """Take a standardised name of an entity in `region` apart; `kind` is the registry's own word for its kind."""
    text = _mark_region(standard, region) if region else standard
    every = text.split()
    words = tuple(word for word in every if word not in _STOP) or tuple(every)
    said = frozenset(every)
    return Form(
        text=standard,
        sorted_text=" ".join(sorted(every)),
        words=words,
        key=exact_key(standard),
        kinds=kinds(standard) or (kinds(kind.casefold()) if kind else 0),
        numbers=frozenset(word for word in every if word.isdigit()),
        directions=said & _DIRECTIONS,
        municipal=said & _MUNICIPAL,
        wider=frozenset(_COUNTY[word] for word in said & _COUNTY.keys()),
        place_words=said & _PLACE_WORDS,
        common=said <= _COMMON,
    )


def exact_key(standard: str) -> str:
    """Give what two spellings of the same name share: no word that only fills, no blanks; a sheriff's parish is a county."""
    words = standard.split()
    if "sheriff" in words:
        words = ["county" if word == "parish" else word for word in words]
    return "".join(word for word in words if word not in _SILENT) or standard


@lru_cache(maxsize=65536)
def kinds(standard: str) -> int:
    """Find the kinds of body that a standardised name states, one bit each; 0 for none."""
    return sum(bit for bit, pattern in _KIND_PATTERNS if pattern.search(standard))


def _mark_region(standard: str, region: str) -> str:
    pattern = _region_pattern(region)
    return pattern.sub(REGION_WORD, standard) if pattern else standard


@lru_cache(maxsize=4096)
def _region_pattern(region: str) -> re.Pattern[str] | None:
    from pipeline.matching.standardise import simplify

    country = regions.country_of(region)
    said: Collection[str] = [regions.country_name(region)]
    if "-" in region:
        said = [*said, regions.subdivisions(country).get(region, ""), region.split("-", 1)[1]]
    words = sorted({simplify(text) for text in said if simplify(text)}, key=lambda text: (-len(text), text))
    return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b") if words else None
