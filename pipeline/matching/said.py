"""Standardised names taken apart: the words that tell, the legal form, and what two spellings of a name share."""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.matching.lexicon import KIND_BITS, REGION_WORD, kinds
from pipeline.matching.marks import mark_region
from pipeline.matching.words import remark, words

_FORCE = frozenset({"service", "force", "division"})
_STOP, _SILENT = words("stop"), words("silent")
_KEYLESS = _SILENT | {"at"}  # 'University of Texas at Austin', 'University of Texas, Austin'
_NAMES = _STOP - _SILENT - {"at"}  # filling words that may be the name of a town
_LEGAL = words("legal")
LEGAL_BITS = {word: 1 << min(place, 62) for place, word in enumerate(sorted(_LEGAL))}
_SHORTEST = 3  # words of a name with a legal form
_BEHIND = remark()
_LEGAL_GLUE = words("legal_glue")
_PUBLIC = sum(
    KIND_BITS[kind]
    for kind in (
        "sheriff",
        "state police",
        "police",
        "gendarmerie",
        "constable",
        "prosecutor",
        "ministry",
        "municipality",
    )
)
_PLACES = words("municipal") | words("county") | words("place_words")
_PROPER = sum(KIND_BITS[kind] for kind in ("university", "school", "hospital", "company"))


class Said(NamedTuple):
    """A standardised name taken apart."""

    text: str
    words: tuple[str, ...]  # the words that tell something; those of its own region are marked
    plain: tuple[str, ...]  # the same words, unmarked: for a query whose region is not known
    key: str  # what two spellings of a name share
    marked_key: str
    bare_key: str  # without its own region: 'New Mexico State Police' is New Mexico's 'State Police'


def keys_of(said: Said) -> tuple[str, str, str]:
    """Give what another spelling of a name may share with it."""
    return said.key, said.marked_key, said.bare_key


def take_apart(standard: str, region: str) -> Said:
    """Take the standardised name of an entity in `region` apart."""
    marked = mark_region(standard, region) if region else standard
    plain, key = _telling(standard), exact_key(standard)
    if marked == standard:
        return Said(standard, plain, plain, key, key, key)
    return Said(standard, _telling(marked), plain, key, exact_key(marked), _bare_key(marked) or key)


def _bare_key(marked: str) -> str:
    """Give what is left of a name without its own region, '' where that says too little.

    The region is part of the proper name of a university, a school, a hospital or a company ('Indiana University'), and
    of a place that is called like it ('New York City Police').
    """
    rest = marked.replace(REGION_WORD, " ").split()
    enough = len(rest) - len(_SILENT.intersection(rest)) > 1
    return exact_key(" ".join(rest)) if enough and not kinds(rest) & _PROPER and _PLACES.isdisjoint(rest) else ""


def legal_form(every: Sequence[str]) -> slice:
    """Find the legal form at the end of a name, or before a remark: that of 'weber motoren gmbh kg legal department'.

    A public body has none: 'commune de spa' is a town; and 'kg' alone is a name.
    """
    end = len(every)
    if _LEGAL.isdisjoint(every):
        return slice(end, end)
    while end > _SHORTEST and (every[end - 1] in _BEHIND or every[end - 1].isdigit()):
        end -= 1
    if every[:end] and every[end - 1] in LEGAL_BITS and kinds(every[:end]) & _PUBLIC:
        return slice(end, end)
    longest = 0
    for size, word in enumerate(reversed(every[_SHORTEST - 1 : end]), start=1):
        if word in LEGAL_BITS:
            longest = size
        elif word not in _LEGAL_GLUE:
            break
    return slice(end - longest, end)


def _telling(standard: str) -> tuple[str, ...]:
    every = standard.split()
    form = legal_form(every)
    if form.start < form.stop:
        every = every[: form.start] + every[form.stop :]
    told = [word for word in every if word not in _STOP]
    # No name ends with a filling word: 'Fiscalía Provincial de Das' is one of a town.
    return tuple([*told, every[-1]] if every and every[-1] in _NAMES else told or every)


def exact_key(standard: str) -> str:
    """Give what two spellings of a name share: no filling word, no blank; a sheriff's parish is a county."""
    said = standard.split()
    if "sheriff" in said:
        said = ["county" if word == "parish" else word for word in said]
    if "police" in said and not _FORCE.isdisjoint(said):  # its service, force or division is the police
        said = [
            word for word, before in zip(said, ["", *said], strict=False) if before != "police" or word not in _FORCE
        ]
    return "".join([word for word in said if word not in _KEYLESS]) or standard
