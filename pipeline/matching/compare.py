"""Compare a query's name with a candidate's: what agrees, what differs, and how much the differing words tell."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio, token_sort_ratio

from pipeline import regions
from pipeline.matching.form import REGION_WORD, SHERIFF, Form

# The order of the model's weights. Each is 0 where nothing speaks for it.
FEATURES = (
    "candidate",  # that there is a candidate at all
    "same_name",  # the same standardised name, but for words that only fill
    "same_words",  # the same words in another order
    "query_missed",  # share of the query's information that the candidate lacks
    "candidate_missed",  # share of the candidate's information that the query lacks
    "query_rare",  # the rarest word that only the query has
    "candidate_rare",  # the rarest word that only the candidate has
    "both_rare",  # each has a rare word that the other lacks: two names
    "query_left",  # sum of information that only the query has
    "candidate_left",  # sum of information that only the candidate has
    "misspelled",  # information of words that agree only after correcting their spelling
    "letters_differ",  # share of letters that differ, in order
    "sorted_letters_differ",  # the same, words sorted
    "ngrams",  # cosine of the character n-grams
    "kind_same",
    "kind_differs",
    "kind_query_only",
    "kind_candidate_only",
    "numbers_differ",
    "numbers_one_side",
    "directions_differ",
    "settlement_differs",
    "settlement_one_side",
    "county_one_side",
    "region_same",
    "region_unknown",
    "alias",  # the candidate's alias was compared, not its name
    "short",  # a single short word: an acronym stands for many
    "common",  # the query says little: no rare word
)


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

    def __call__(self, word: str) -> float:
        """Weigh a word; one that the registry does not know tells the most."""
        return self._weights.get(word, 1.0)

    def of(self, words: Sequence[str]) -> list[float]:
        """Weigh several words."""
        get = self._weights.get
        return [get(word, 1.0) for word in words]


def regions_agree(one: str, other: str) -> bool:
    """Tell whether two regions may be the same place: one lies in the other, or one is not known."""
    return not one or not other or regions.within(one, other) or regions.within(other, one)


@lru_cache(maxsize=1 << 18)
def word_similarity(short: str, long: str) -> float:
    """Tell from 0 to 1 how alike two differing words are: abbreviated, misspelled, or (0) different."""
    if len(short) > len(long):
        short, long = long, short
    if short.isdigit() or long.isdigit() or len(short) < 2:
        return 0.0
    if len(short) >= 3 and long.startswith(short):
        return 0.9
    if len(short) >= 4:
        similarity = float(OSA.normalized_similarity(short, long))
        if similarity >= 0.75:
            return similarity
    if len(short) >= 3 and len(long) >= 5 and short[0] == long[0] and _shortens(short, long):
        return 0.8
    return 0.0


def _shortens(short: str, long: str) -> bool:
    """Tell whether `short` is `long` with letters, mostly vowels, left out: 'rngrs', 'hgts'."""
    letters = iter(long)
    return all(letter in letters for letter in short) and sum(letter in "aeiou" for letter in short) * 3 <= len(short)


def compare(query: Form, candidate: Form, weights: WordWeights, cosine: float) -> list[float]:
    """Compare two names; the numbers stand in the order of FEATURES, but for region, alias (left 0)."""
    values = [0.0] * len(FEATURES)
    values[0] = 1.0
    same = query.key == candidate.key
    values[1] = float(same)
    values[13] = cosine
    if not same:
        values[2] = float(sorted(query.words) == sorted(candidate.words))
        values[3:11] = _words(query.words, candidate.words, weights)
        values[11] = 1 - ratio(query.text, candidate.text) / 100
        values[12] = 1 - token_sort_ratio(query.text, candidate.text) / 100
    values[14:24] = _what_it_is(query, candidate)
    values[27] = float(len(query.words) == 1 and len(query.words[0]) <= 5)
    values[28] = float(max(weights.of(query.words), default=0.0) < 0.5)
    return values


def _words(query: Sequence[str], candidate: Sequence[str], weights: WordWeights) -> list[float]:
    left_query, left_candidate = list(query), list(candidate)
    for word in query:
        if word in left_candidate:
            left_candidate.remove(word)
            left_query.remove(word)
    _join(left_query, left_candidate)
    _join(left_candidate, left_query)
    misspelled = 0.0
    for similarity, word, other in _pairs(left_query, left_candidate):
        if word in left_query and other in left_candidate:
            left_query.remove(word)
            left_candidate.remove(other)
            misspelled += (1 - similarity) * max(weights(other), 0.1)
    all_query, all_candidate = sum(weights.of(query)), sum(weights.of(candidate))
    only_query, only_candidate = weights.of(left_query), weights.of(left_candidate)
    rare_query, rare_candidate = max(only_query, default=0.0), max(only_candidate, default=0.0)
    sum_query, sum_candidate = sum(only_query), sum(only_candidate)
    return [
        sum_query / max(all_query, sum_query, 1e-9),
        sum_candidate / max(all_candidate, sum_candidate, 1e-9),
        rare_query,
        rare_candidate,
        min(rare_query, rare_candidate),
        min(sum_query, 3.0),
        min(sum_candidate, 3.0),
        min(misspelled, 1.0),
    ]


def _join(apart: list[str], joined: list[str]) -> None:
    """Take out two words that the other side writes as one: 'la grange', 'lagrange'."""
    for first, second in list(zip(apart, apart[1:], strict=False)):
        if first + second in joined and first in apart and second in apart:
            joined.remove(first + second)
            apart.remove(first)
            apart.remove(second)


def _pairs(query: Sequence[str], candidate: Sequence[str]) -> list[tuple[float, str, str]]:
    found = [(word_similarity(word, other), word, other) for word in query for other in candidate]
    return sorted((pair for pair in found if pair[0]), key=lambda pair: (-pair[0], pair[1], pair[2]))


def _what_it_is(query: Form, candidate: Form) -> list[float]:
    values = [0.0] * 10
    if query.kinds and candidate.kinds:
        values[0] = float(query.kinds == candidate.kinds)
        values[1] = float(not query.kinds & candidate.kinds)
    elif query.kinds != candidate.kinds:
        values[2 if query.kinds else 3] = 1.0
    if query.numbers != candidate.numbers:
        values[4 if query.numbers and candidate.numbers else 5] = 1.0
    values[6] = float(query.directions != candidate.directions)
    only_query, only_candidate = query.settlements - candidate.settlements, candidate.settlements - query.settlements
    if only_query and only_candidate:
        values[7] = 1.0
    elif only_query or only_candidate:
        values[8] = 1.0
    if "county" in only_query | only_candidate and not query.kinds & candidate.kinds & SHERIFF:
        values[9] = 1.0
    return values


def complete(values: list[float], query_region: str, candidate_region: str, alias: bool) -> list[float]:
    """Add what is known of the regions, and whether an alias was compared."""
    known = bool(query_region and candidate_region)
    values[24] = float(known)
    values[25] = float(not query_region and bool(candidate_region))
    values[26] = float(alias)
    return values


def explain(values: Sequence[float], model: Mapping[str, float]) -> dict[str, float]:
    """Give what each feature adds to the score, by name, where it adds anything."""
    return {name: value * model[name] for name, value in zip(FEATURES, values, strict=True) if value * model[name]}
