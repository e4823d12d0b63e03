"""What sort of body two names mean: kind, legal form, numbers, points of the compass, sort of settlement."""

import numpy as np

from pipeline.matching.forms import TRAITS
from pipeline.matching.lexicon import COUNTY, KIND_BITS, TOWNSHIP, Array

_SQUADS = sum(KIND_BITS[kind] for kind in ("task force", "inquiry", "dispatch", "training"))
TRAIT = {name: place for place, name in enumerate(TRAITS)}


def bodies(query: Array, candidate: Array, lists_municipalities: bool) -> Array:
    """Compare the traits of pairs of names, a row each: those of features.py from kind_same on, in their order.

    `lists_municipalities`: the registry has many, so that none is asked about for its police.
    """

    def both(name: str) -> tuple[Array, Array]:
        return query[:, TRAIT[name]], candidate[:, TRAIT[name]]

    one, other = both("kinds")
    companies, known, other_known = KIND_BITS["company"], one != 0, other != 0
    municipality = (((one | other) & KIND_BITS["municipality"]) != 0) & (not lists_municipalities)
    # A squad may be a part of a company.
    part = ((one & companies) != 0) & ((other & ~_SQUADS) == 0) | ((other & companies) != 0) & ((one & ~_SQUADS) == 0)
    differs = known & other_known & ((one & other) == 0) & ~part
    # A town's marshal is often its police, and in places another body: half a difference, which is never linked.
    local = ((one | other) & ~(KIND_BITS["police"] | KIND_BITS["marshal"])) == 0
    apart = np.where(differs & local, 0.5, differs & ~municipality)
    # A university's police may be listed as the university.
    more = known & other_known & ~differs & (((one ^ other) & ~KIND_BITS["police"]) != 0)
    numbers, other_numbers = both("numbers")
    # A city's second hospital is not its first, which often has no number.
    hospitals = (one & other & KIND_BITS["hospital"]) != 0
    numbers_apart, both_numbers = numbers != other_numbers, (numbers != 0) & (other_numbers != 0) | hospitals
    directions, other_directions = both("directions")
    municipal, other_municipal = both("municipal")
    more_here, more_there = (municipal & ~other_municipal) != 0, (other_municipal & ~municipal) != 0
    county, other_county = both("county")
    wider = county ^ other_county
    # A county's body is none of its city's: 'New Castle County Police', 'New Castle City Police'.
    of_county, other_of_county = (county & COUNTY) != 0, (other_county & COUNTY) != 0
    level = (of_county & ~other_of_county & (other_municipal != 0)) | (~of_county & other_of_county & (municipal != 0))
    sheriffs = (one & other & KIND_BITS["sheriff"]) != 0
    places, other_places = both("place_words")
    legal, other_legal = both("legal")
    university, other_university = both("university")
    return np.stack(
        [
            known & (one == other),
            apart,
            apart,
            differs & municipality,
            more,
            more & (((one ^ other) & KIND_BITS["hospital"]) != 0),
            known & ~other_known & (one != companies),
            ~known & other_known & (other != companies),
            (legal != other_legal) & (legal != 0) & (other_legal != 0),
            (legal != other_legal) & ((legal == 0) | (other_legal == 0)),
            numbers_apart & both_numbers,
            numbers_apart & ~both_numbers,
            directions != other_directions,
            (more_here & more_there) | level,
            (more_here ^ more_there) & ~level & ((one & other) != 0),
            (more_here ^ more_there) & ~level & ((one & other) == 0),
            (wider & TOWNSHIP) != 0,
            ((wider & COUNTY) != 0) & ~sheriffs,
            places != other_places,
            (university != other_university) & (university != 0) & (other_university != 0),
        ],
        axis=1,
    ).astype(float)
