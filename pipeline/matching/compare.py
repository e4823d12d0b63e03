"""Compare queries' names with candidates': what agrees, what differs, and how much the differing words tell."""

from collections.abc import Sequence

import numpy as np

from pipeline.matching.align import align
from pipeline.matching.bodies import TRAIT, bodies
from pipeline.matching.features import AT, FEATURES
from pipeline.matching.forms import Forms
from pipeline.matching.index import Pairs, Part
from pipeline.matching.lexicon import KIND_BITS, REGION, Array, Vocabulary
from pipeline.matching.phrases import Place, phrases
from pipeline.matching.sums import summed
from pipeline.matching.townlike import longer_town, other_town
from pipeline.matching.units import Whole, settle


def compare(
    queries: Forms,
    part: Part,
    pairs: Pairs,
    vocabulary: Vocabulary,
    cosines: Array,
    shortened: Array,
    elsewhere: tuple[Array, Array],
    named: Sequence[Sequence[Place]],
) -> Array:
    """Compare queries with variants of a part of the index: a row per pair, a column for each of FEATURES.

    `shortened`: the query is the initials of the variant; `elsewhere`: the entity lies in another country than the
    query says, in the same one but elsewhere; `named`: the whole names of the registry that stand in each query.
    """
    candidates, alias = part.forms, part.alias[pairs.variant]
    one, other = pairs.query, pairs.variant
    values = np.zeros((len(one), len(FEATURES)), order="F")  # read and written column by column
    here = ~(elsewhere[0] | elsewhere[1])
    same, bare = same_name(queries, candidates, pairs, here)
    values[:, AT["candidate"]] = 1
    values[:, AT["same_name"]] = same
    values[:, AT["region_left_out"]] = bare
    values[:, AT["ngrams"]] = np.where(same, 1.0, cosines)
    values[same, AT["agreed"]] = np.minimum(vocabulary.weights[candidates.words[other[same]]].sum(axis=1), 3.0)
    rest = np.flatnonzero(~same)
    if len(rest):
        some = Pairs(one[rest], other[rest])
        values[rest, AT["same_words"] : AT["phrase_first"]] = _words(queries, part, some, vocabulary, here[rest])
        values[rest, AT["other_town"]] = other_town(queries, part, some.query, some.variant)
        values[rest, AT["longer_town"]] = longer_town(queries, part, some.query, some.variant)
        values[rest, AT["phrase_first"] : AT["letters_differ"]] = _inside(queries, part, some, named)
        values[rest, AT["letters_differ"]] = _letters(queries.texts, candidates.texts, some)
        values[rest, AT["sorted_letters_differ"]] = _letters(queries.sorted_texts, candidates.sorted_texts, some)
    what = bodies(queries.traits[one], candidates.traits[other], part.index.lists_municipalities)
    values[:, AT["kind_same"] : AT["region_same"]] = what
    university = (candidates.traits[other, TRAIT["kinds"]] & KIND_BITS["university"]) > 0
    alias_word = alias & _is_one_word(candidates)[other]
    values[:, AT["faculty"]] = values[:, AT["unit_beside"]] * university * (1 - values[:, AT["hospital_one_side"]])
    kinds = queries.traits[one, TRAIT["kinds"]]
    settle(values, Whole(kinds, university, alias, alias_word, other, candidates.texts))
    values[:, AT["longer_town"]] *= (values[:, AT["query_missed"]] == 0) & (values[:, AT["candidate_missed"]] > 0)
    values[:, AT["kind_differs_agreed"]] *= values[:, AT["agreed"]]
    values[:, AT["kind_candidate_only"]] *= values[:, AT["both_left"]] == 0
    values[:, AT["mended"]] = queries.traits[one, TRAIT["mended"]]
    located, there = queries.located[one], candidates.located[other]
    strange = foreign(queries, part, pairs, elsewhere[0])
    single = _is_one_word(queries)[one]
    values[:, AT["region_same"] :] = np.stack(
        [
            located & there,
            ~located & there,
            *elsewhere,
            strange,
            (~here & ~strange) * values[:, AT["agreed"]],
            alias,
            alias_word,
            alias & single,
            shortened,
            queries.traits[one, TRAIT["common"]],
        ],
        axis=1,
    )
    return values


def _is_one_word(forms: Forms) -> Array:
    return np.asarray((forms.words > 0).sum(axis=1) == 1)


def same_name(queries: Forms, candidates: Forms, pairs: Pairs, here: Array) -> tuple[Array, Array]:
    """Tell whether two names are the same, but for filling words, blanks and how they write their own region.

    Two answers: for all such pairs, and for those of which one alone says its region ('New Mexico State Police' is New
    Mexico's 'State Police'). The region is only left out where it may be the same: `here`.
    """

    def equal(one: Array, other: Array) -> Array:
        asked = one[pairs.query]
        return np.asarray((asked >= 0) & (asked == other[pairs.variant]))

    whole = equal(queries.keys, candidates.keys) | (equal(queries.marked_keys, candidates.marked_keys) & here)
    bare = equal(queries.bare_keys, candidates.keys) | equal(queries.keys, candidates.bare_keys)
    bare &= ~whole & here & queries.located[pairs.query] & candidates.located[pairs.variant]
    return whole | bare, bare


def foreign(queries: Forms, part: Part, pairs: Pairs, elsewhere: Array) -> Array:
    """Tell whether names that lie elsewhere share a word, or a legal form, of there and not of the query's country."""
    found = np.zeros(len(pairs.query), bool)
    rows = np.flatnonzero(elsewhere)
    if len(rows):
        one, other = queries.plain[pairs.query[rows]], part.forms.plain[pairs.variant[rows]]
        shared = (one > 0) & (one[:, :, None] == other[:, None, :]).any(axis=2)
        row, place = np.nonzero(shared & queries.strange[pairs.query[rows]])
        variants = part.variants[pairs.variant[rows]]
        # A company is called by surnames, which are towns' names somewhere as well.
        kinds = part.forms.traits[pairs.variant[rows], TRAIT["kinds"]]
        placed = kinds != KIND_BITS["company"]
        told = part.index.tells_country(variants[row], one[row, place], placed[row])
        found[rows[row[told]]] = True
        legal, other_legal = (
            forms.traits[which[rows], TRAIT["legal"]]
            for forms, which in ((queries, pairs.query), (part.forms, pairs.variant))
        )
        found[rows] |= (legal == other_legal) & part.index.tells_country_by_form(variants, legal)
    return found


def _inside(queries: Forms, part: Part, pairs: Pairs, named: Sequence[Sequence[Place]]) -> Array:
    # A word that many use is no name inside another, even where some body has no other: '' stands nowhere.
    candidates = [each if " " in each or part.index.lexicon.names_one(each) else "" for each in part.forms.texts]
    return phrases(
        _of_each(queries.texts, pairs.query),
        _of_each(candidates, pairs.variant),
        part.entity[pairs.variant].tolist(),
        _of_each(part.index.regions.codes, part.index.region[part.variants[pairs.variant]]),
        [named[each] for each in pairs.query.tolist()],
        pairs.query.tolist(),
    )


def _of_each(texts: Sequence[str], numbers: Array) -> list[str]:
    told: list[str] = np.array(texts, object)[numbers].tolist()
    return told


def _letters(queries: Sequence[str], candidates: Sequence[str], pairs: Pairs) -> Array:
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import cpdist

    one, other = _of_each(queries, pairs.query), _of_each(candidates, pairs.variant)
    return 1 - cpdist(one, other, scorer=ratio, dtype=np.float64) / 100


def _words(queries: Forms, part: Part, pairs: Pairs, vocabulary: Vocabulary, here: Array) -> Array:
    # Words of the own region are left out of both names, where they may lie in the same.
    candidates, located = part.forms, (queries.located[pairs.query] & here)[:, None]
    found = align(
        np.where(located, queries.words[pairs.query], queries.plain[pairs.query]),
        np.where(located, candidates.words[pairs.variant], candidates.plain[pairs.variant]),
        vocabulary,
    )
    rows, places = np.nonzero(found.query_left)
    numbers = found.query[rows, places]
    said = part.says(part.entity[pairs.variant[rows]], numbers) & (numbers > REGION)
    found.query_left[rows[said], places[said]] = False
    other_names = np.bincount(rows[said], vocabulary.weights[numbers[said]], len(pairs.query))
    own = candidates.own[pairs.variant, : found.candidate.shape[1]] & ~located
    return summed(found, vocabulary, own, other_names)
