"""Compare a query's name with a candidate's: what agrees, what differs, and how much the differing words tell."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from pipeline import regions
from pipeline.matching.form import POLICE, REGION_WORD, SHERIFF, Form

# The order of the model's weights. Each is 0 where nothing speaks for it.
FEATURES = (
    "candidate",  # that there is a candidate at all
    "same_name",  # the same standardised name, but for words that only fill
    "same_words",  # the same words in another order
    "query_missed",  # share of the query's information that the candidate lacks
    "candidate_missed",  # share of the candidate's information that the query lacks
    "query_rare",  # the rarest word that only the query has, before its last word that agrees
    "query_tail",  # the rarest word that only the query has, after that: a seat, a remark
    "candidate_rare",  # the rarest word that only the candidate has
    "both_rare",  # each has a rare word that the other lacks: two names
    "query_left",  # sum of information that only the query has
    "candidate_left",  # sum of information that only the candidate has
    "misspelled",  # information of words that agree only after correcting a spelling the registry does not know
    "lookalike",  # information of words that look alike, but both are known words: 'Perry', 'Sperry'
    "letters_differ",  # share of letters that differ, in order
    "sorted_letters_differ",  # the same, words sorted
    "ngrams",  # cosine of the character n-grams
    "kind_same",
    "kind_differs",  # no kind in common: police, sheriff
    "kind_more",  # beside a kind in common one has another: airport police, police
    "kind_query_only",
    "kind_candidate_only",
    "numbers_differ",
    "numbers_one_side",
    "directions_differ",
    "municipal_differs",  # a village, a city
    "municipal_one_side",
    "township_one_side",
    "county_one_side",  # but for sheriffs, who are always of a county
    "place_word_differs",  # Panama City Beach, Panama City
    "region_same",
    "region_unknown",
    "alias",  # the candidate's alias was compared, not its name
    "single",  # a single word is compared with an alias: an acronym stands for many
    "common",  # the query says little: no rare word
)
SAME_NAME = FEATURES.index("same_name")
_AT = {name: place for place, name in enumerate(FEATURES)}


class WordWeights:
    """How much a word tells, from 0 (in every name) to 1 (in one): the logarithm of its rarity in the registry."""

    def __init__(self, words_of_entities: Iterable[Iterable[str]]) -> None:
        counts: Counter[str] = Counter()
        total = 0
        for words in words_of_entities:
            total += 1
            counts.update(set(words))
        # A small registry knows too few names for rarity: act as if it had at least a thousand.
        scale = max(total, 1000)
        self._rarest = math.log(scale + 1)
        self._weights = {word: math.log((scale + 1) / count) / self._rarest for word, count in counts.items()}
        self._weights[REGION_WORD] = 0.05

    def known(self, word: str) -> bool:
        """Tell whether some name of the registry has the word."""
        return word in self._weights

    def of(self, words: Sequence[str]) -> list[float]:
        """Weigh words; one that the registry does not know tells the most."""
        get = self._weights.get
        return [get(word, 1.0) for word in words]


def regions_agree(one: str, other: str) -> bool:
    """Tell whether two regions may be the same place: one lies in the other, or one is not known."""
    return not one or not other or regions.within(one, other) or regions.within(other, one)


@lru_cache(maxsize=1 << 18)
def word_similarity(one: str, other: str) -> float:
    """Tell from 0 to 1 how alike two differing words are: abbreviated, misspelled, or (0) different."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if len(short) < 3 or short.isdigit() or long.isdigit():
        return 0.0
    if long.startswith(short) and (len(short) <= 5 or len(long) - len(short) <= 2):
        return 0.9
    if len(short) >= 4:
        similarity = float(OSA.normalized_similarity(short, long, score_cutoff=0.7))
        if similarity >= 0.75:
            return similarity
    if len(long) >= 5 and short[0] == long[0] and _shortens(short, long):
        return 0.8
    return 0.0


def _shortens(short: str, long: str) -> bool:
    """Tell whether `short` is `long` with letters, mostly vowels, left out: 'rngrs', 'hgts'."""
    letters = iter(long)
    return all(letter in letters for letter in short) and sum(letter in "aeiou" for letter in short) * 3 <= len(short)


def compare(query: Form, candidate: Form, weights: WordWeights, cosine: float) -> list[float]:
    """Compare two names; the numbers stand in the order of FEATURES, but for what `complete` adds."""
    values = [0.0] * len(FEATURES)
    values[0] = 1.0
    values[_AT["ngrams"]] = cosine
    if same_name(query, candidate):
        values[1] = 1.0
    else:
        located = query.region != ""
        said, other = (query.words, candidate.words) if located else (query.plain, candidate.plain)
        if said != other:
            values[2 : _AT["letters_differ"]] = _words(said, other, weights)
        values[_AT["letters_differ"]] = 1 - ratio(query.text, candidate.text) / 100
        values[_AT["sorted_letters_differ"]] = 1 - ratio(query.sorted_text, candidate.sorted_text) / 100
    values[_AT["kind_same"] : _AT["region_same"]] = _what_it_is(query, candidate)
    return values


def same_name(query: Form, candidate: Form) -> bool:
    """Tell whether two names are the same, but for filling words, blanks and how they write their own region."""
    return query.key == candidate.key or query.marked_key == candidate.marked_key


def has_county_behind(query: Form, candidate: Form) -> bool:
    """Tell whether the candidate bears the query's whole name and then a county: one of several of that name."""
    return candidate.text.startswith(query.text + " ") and "county" in candidate.text[len(query.text) :].split()


def _words(query: Sequence[str], candidate: Sequence[str], weights: WordWeights) -> list[float]:
    left_query = [word for word in query if word not in candidate]
    left_candidate = [word for word in candidate if word not in query]
    same_words = float(not left_query and not left_candidate)
    misspelled = lookalike = 0.0
    if left_query and left_candidate:
        misspelled += _join(left_query, left_candidate) + _join(left_candidate, left_query)
        for similarity, word, other in _pairs(left_query, left_candidate):
            if word in left_query and other in left_candidate:
                left_query.remove(word)
                left_candidate.remove(other)
                weight = max(weights.of([other])[0], 0.1)
                if weights.known(word):
                    lookalike += weight
                else:
                    misspelled += (1 - similarity) * weight
    last = max((place for place, word in enumerate(query) if word not in left_query), default=len(query))
    tail = [word for word in query[last + 1 :] if word in left_query]
    only_query, only_candidate = weights.of(left_query), weights.of(left_candidate)
    rare_query = max(weights.of([word for word in left_query if word not in tail]), default=0.0)
    rare_candidate = max(only_candidate, default=0.0)
    sum_query, sum_candidate = sum(only_query), sum(only_candidate)
    return [
        same_words,
        sum_query / max(sum(weights.of(query)), sum_query, 1e-9),
        sum_candidate / max(sum(weights.of(candidate)), sum_candidate, 1e-9),
        rare_query,
        max(weights.of(tail), default=0.0),
        rare_candidate,
        min(max(only_query, default=0.0), rare_candidate),
        min(sum_query, 3.0),
        min(sum_candidate, 3.0),
        min(misspelled, 1.0),
        min(lookalike, 2.0),
    ]


def _join(apart: list[str], joined: list[str]) -> float:
    """Take out two words that the other side writes as one: 'la grange', 'lagrange'; give what is misspelled in it."""
    misspelled = 0.0
    for first, second in list(pairwise(apart)):
        for word in joined:
            similarity = 1.0 if first + second == word else _similarity_of_long(first + second, word)
            if similarity and first in apart and second in apart:
                joined.remove(word)
                apart.remove(first)
                apart.remove(second)
                misspelled += 1 - similarity
                break
    return misspelled


def _similarity_of_long(one: str, other: str) -> float:
    return word_similarity(one, other) if min(len(one), len(other)) >= 7 and one[:2] == other[:2] else 0.0


def _pairs(query: Sequence[str], candidate: Sequence[str]) -> list[tuple[float, str, str]]:
    found = [(word_similarity(word, other), word, other) for word in query for other in candidate]
    alike = [pair for pair in found if pair[0]]
    return sorted(alike, key=lambda pair: (-pair[0], pair[1], pair[2])) if len(alike) > 1 else alike


def _what_it_is(query: Form, candidate: Form) -> list[float]:
    same = differs = more = query_only = candidate_only = 0.0
    if query.kinds == candidate.kinds:
        same = float(query.kinds != 0)
    elif query.kinds and candidate.kinds:
        differs = float(not query.kinds & candidate.kinds)
        # A university's police may be listed as the university.
        more = float(not differs and (query.kinds ^ candidate.kinds) & ~POLICE != 0)
    else:
        query_only, candidate_only = float(query.kinds != 0), float(candidate.kinds != 0)
    numbers = query.numbers != candidate.numbers
    both = bool(query.numbers and candidate.numbers)
    municipal = bool(query.municipal - candidate.municipal), bool(candidate.municipal - query.municipal)
    wider = query.wider ^ candidate.wider
    return [
        same,
        differs,
        more,
        query_only,
        candidate_only,
        float(numbers and both),
        float(numbers and not both),
        float(query.directions != candidate.directions),
        float(all(municipal)),
        float(any(municipal) and not all(municipal)),
        float("township" in wider),
        float("county" in wider and not query.kinds & candidate.kinds & SHERIFF),
        float(query.place_words != candidate.place_words),
    ]


def complete(values: list[float], query: Form, query_region: str, candidate_region: str, alias: bool) -> list[float]:
    """Add what is known of the regions, whether an alias was compared, and how little the query says."""
    values[_AT["region_same"] :] = [
        float(bool(query_region and candidate_region)),
        float(not query_region and bool(candidate_region)),
        float(alias),
        float(alias and len(query.words) == 1),
        float(query.common),
    ]
    return values


def explain(values: Sequence[float], model: Mapping[str, float]) -> dict[str, float]:
    """Give what each feature adds to the score, by name, where it adds anything."""
    return {name: value * model[name] for name, value in zip(FEATURES, values, strict=True) if value * model[name]}
