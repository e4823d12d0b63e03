"""Compare queries' names with candidates': what agrees, what differs, and how much the differing words tell."""

from collections.abc import Sequence

import numpy as np

from pipeline.matching.align import Alignment, align
from pipeline.matching.bodies import TRAIT, bodies
from pipeline.matching.forms import Forms
from pipeline.matching.index import Pairs, Part
from pipeline.matching.lexicon import KIND_BITS, REGION, Array, Vocabulary
from pipeline.matching.phrases import Place, phrases
from pipeline.matching.units import Whole, settle

# The order of the model's weights. Each is 0 where nothing speaks for it.
FEATURES = (
    "candidate",  # that there is a candidate at all
    "same_name",  # the same standardised name, but for words that only fill
    "region_left_out",  # the same, but that one alone says its own region
    "same_words",  # the same words in another order
    "alike_words",  # the same again, but some in another spelling
    "both_left",  # each has words that the other lacks
    "one_replaced",  # of each it is one word, in the same place: 'institute for biology', 'institute for chemistry'
    "replaced",  # of these, the query's are words that the registry knows
    "replaced_agreed",  # the same, times the information of the words that agree
    "query_missed",  # share of the query's information that the candidate lacks
    "candidate_missed",  # share of the candidate's information that the query lacks
    "query_rare",  # the rarest word that only the query has, before its last word that agrees
    "query_tail",  # the rarest word that only the query has, after that: a seat, a remark
    "candidate_town",  # the rarest word of a town that only the candidate has
    "candidate_rare",  # the rarest word that only the candidate has
    "both_rare",  # each has a rare word that the other lacks: two names
    "remark",  # information of words of the query that mostly name a part of a body: not counted above
    "query_left",  # sum of information that only the query has
    "candidate_left",  # sum of information that only the candidate has
    "agreed",  # sum of information of the words that agree
    "contained",  # the whole candidate is in the query, which says more
    "mended",  # a slip in a common word of the query, or two words run together, was mended before
    "misspelled",  # information of words that agree only after correcting a spelling the registry does not know
    "misspelled_first",  # of these, the words whose first letters differ
    "lookalike",  # information of words that look alike, but both are known words: 'logistic', 'linguistic'
    "lookalike_towns",  # the same of words that towns are called: 'Perry', 'Sperry'
    "inflected",  # information of words of which one is the other's plural
    "other_names",  # information of words that are in another name of the entity, or name its region
    "shortened",  # information of words that the query abbreviates
    "lengthened",  # information of words of which the query's begins with the candidate's
    "initials",  # information of words that agree as initials
    "phrase_first",  # the candidate's words stand together at the beginning of the query
    "phrase_last",  # at its end: 'department of law, university of x'
    "phrase_inside",  # elsewhere in it
    "of_behind",  # the candidate's words come first, and an 'of' or 'at' follows: 'university of x at y' is another
    "of_before",  # an 'of' or 'at' goes before them: 'department of law at the university of x'
    "of_longer",  # the word before them makes a longer name: 'state university of x'
    "unit_beside",  # what the query says besides is a part of a body: a department, a squad
    "unit_last",  # the same, and the whole is at the end
    "faculty",  # the same, of a university
    "acronym_unit",  # the same, and the candidate is an acronym: 'UCLA Cardiac Arrhythmia Center'
    "short_name",  # a part of a university, called by what tells of its name: 'Harvard Medical School'
    "beside_another",  # and names another entity too
    "begins",  # the candidate begins with the whole query
    "ends",  # the candidate ends with it
    "place_left",  # the candidate begins with the whole query, and only a place follows: 'Goethe University', 'Zoetis'
    "letters_differ",  # share of letters that differ, in order
    "sorted_letters_differ",  # the same, words sorted
    "ngrams",  # cosine of the character trigrams
    "kind_same",
    "kind_differs",  # no kind in common: police, sheriff
    "kind_differs_agreed",  # the information of the words that agree: the more, the more the kind matters
    "municipality_differs",  # one is a municipality, the other a body of some kind
    "kind_more",  # beside a kind in common one has another: airport police, police
    "hospital_one_side",  # a university, and its hospital
    "kind_query_only",
    "kind_candidate_only",
    "legal_differs",  # a limited company, a corporation
    "legal_one_side",
    "numbers_differ",
    "numbers_one_side",
    "directions_differ",
    "municipal_differs",  # a village, a city
    "municipal_one_side",  # one alone says so, of bodies of the same kind
    "municipal_or_other",  # the same, of others: 'x municipal', 'x university'
    "township_one_side",
    "county_one_side",  # but for sheriffs, who are always of a county
    "place_word_differs",  # Panama City Beach, Panama City
    "region_same",
    "region_unknown",
    "elsewhere_country",  # the candidate lies in another country than the query says
    "elsewhere_region",  # in the same country, but elsewhere
    "elsewhere_foreign",  # in another country, and the name has a word of there: of a town, a language, a legal form
    "elsewhere_agreed",  # lies elsewhere, and has none: the information of the words that agree
    "alias",  # the candidate's alias was compared, not its name
    "alias_word",  # that alias is a single word: often an acronym
    "single",  # a single word is compared with an alias: an acronym stands for many
    "acronym",  # the query is the initials of the candidate's words
    "common",  # the query says little: no rare word
)
_TELLS = 0.06  # information of a word above which it is more than the name of the own region
AT = {name: place for place, name in enumerate(FEATURES)}


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
    values = np.zeros((len(one), len(FEATURES)))
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
        values[rest, AT["phrase_first"] : AT["letters_differ"]] = _inside(queries, part, some, named)
        values[rest, AT["letters_differ"]] = _letters(queries.texts, candidates.texts, some)
        values[rest, AT["sorted_letters_differ"]] = _letters(queries.sorted_texts, candidates.sorted_texts, some)
    what = bodies(queries.traits[one], candidates.traits[other], part.index.lists_municipalities)
    values[:, AT["kind_same"] : AT["region_same"]] = what
    university = (candidates.traits[other, TRAIT["kinds"]] & KIND_BITS["university"]) > 0
    alias_word = alias & ((candidates.words[other] > 0).sum(axis=1) == 1)
    values[:, AT["faculty"]] = values[:, AT["unit_beside"]] * university * (1 - values[:, AT["hospital_one_side"]])
    kinds = queries.traits[one, TRAIT["kinds"]]
    settle(values, AT, Whole(kinds, university, alias, alias_word, other, candidates.texts))
    values[:, AT["kind_differs_agreed"]] *= values[:, AT["agreed"]]
    values[:, AT["kind_candidate_only"]] *= values[:, AT["both_left"]] == 0
    values[:, AT["mended"]] = queries.traits[one, TRAIT["mended"]]
    located, there = queries.located[one], candidates.located[other]
    strange = foreign(queries, part, pairs, elsewhere[0])
    single = (queries.words[one] > 0).sum(axis=1) == 1
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
        found[rows[row[part.index.tells_country(variants[row], one[row, place])]]] = True
        legal, other_legal = (
            forms.traits[which[rows], TRAIT["legal"]]
            for forms, which in ((queries, pairs.query), (part.forms, pairs.variant))
        )
        found[rows] |= (legal == other_legal) & part.index.tells_country_by_form(variants, legal)
    return found


def _inside(queries: Forms, part: Part, pairs: Pairs, named: Sequence[Sequence[Place]]) -> Array:
    one, other = pairs.query.tolist(), pairs.variant.tolist()
    texts, candidates = [queries.texts[each] for each in one], [part.forms.texts[each] for each in other]
    return phrases(
        texts,
        candidates,
        part.entity[pairs.variant].tolist(),
        [part.index.regions.codes[each] for each in part.index.region[part.variants[pairs.variant]].tolist()],
        [named[each] for each in one],
    )


def _letters(queries: Sequence[str], candidates: Sequence[str], pairs: Pairs) -> Array:
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import cpdist

    one = [queries[each] for each in pairs.query.tolist()]
    other = [candidates[each] for each in pairs.variant.tolist()]
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


def _one_replaced(found: Alignment) -> Array:
    """Tell where two names differ in one word, which stands in the same place."""
    one, other = found.query_left, found.candidate_left
    lengths = (found.query > 0).sum(axis=1) == (found.candidate > 0).sum(axis=1)
    return np.asarray(lengths & (one.sum(axis=1) == 1) & (one == other).all(axis=1))


def summed(found: Alignment, vocabulary: Vocabulary, own: Array, other_names: Array) -> Array:
    """Sum up what the words of each pair tell, in the order of FEATURES from same_words on."""
    told = vocabulary.weights[found.query]
    other_told = np.where(own, vocabulary.weights[REGION], vocabulary.weights[found.candidate])
    remark = found.query_left & vocabulary.remark[found.query]
    query_left = found.query_left & ~remark
    # A stray letter, or a filling word of a language, hardly tells; of one that both have it is another thing.
    left = np.minimum(told, vocabulary.room[found.query]) * query_left
    other_left = other_told * found.candidate_left
    matched = (found.query > 0) & ~found.query_left
    width = found.query.shape[1]
    last = np.where(matched.any(axis=1), width - 1 - matched[:, ::-1].argmax(axis=1), width)
    tail = query_left & (np.arange(width) > last[:, None])
    sums, other_sums = left.sum(axis=1), other_left.sum(axis=1)
    rare, other_rare = left.max(axis=1), other_left.max(axis=1)
    nothing_left, some_left = ~found.candidate_left.any(axis=1), found.query_left.any(axis=1)
    other_spelling = sum((each > 0 for each in found.spellings()), np.zeros(len(sums), bool))
    both_left = some_left & (other_rare > _TELLS)
    replaced = both_left & (query_left & vocabulary.real[found.query]).any(axis=1)
    whole = np.maximum((told * ~remark).sum(axis=1), 1e-9)
    return np.stack(
        [
            nothing_left & ~some_left & ~other_spelling,
            nothing_left & ~some_left & other_spelling,
            both_left,
            _one_replaced(found) & ~other_spelling & (other_rare > _TELLS),
            replaced,
            replaced * np.minimum(whole - sums, 3.0),
            sums / whole,
            other_sums / np.maximum(other_told.sum(axis=1), 1e-9),
            (left * ~tail).max(axis=1),
            (left * tail).max(axis=1),
            (other_left * vocabulary.place[found.candidate]).max(axis=1),
            other_rare,
            np.minimum(rare, other_rare),
            np.minimum((told * remark).sum(axis=1), 2.0),
            np.minimum(sums, 3.0),
            np.minimum(other_sums, 3.0),
            np.minimum(whole - sums, 3.0),
            nothing_left & some_left,
            np.zeros(len(sums)),
            np.minimum(found.misspelled, 1.0),
            np.minimum(found.misspelled_first, 1.0),
            np.minimum(found.lookalike, 2.0),
            np.minimum(found.lookalike_towns, 2.0),
            np.minimum(found.inflected, 2.0),
            np.minimum(other_names, 2.0),
            np.minimum(found.shortened, 2.0),
            np.minimum(found.lengthened, 2.0),
            np.minimum(found.initials, 1.0),
        ],
        axis=1,
    ).astype(float)
