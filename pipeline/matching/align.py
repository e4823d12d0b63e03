"""Put the words of two names side by side: which agree, which agree in another spelling, which stand alone."""

from dataclasses import dataclass

import numpy as np

from pipeline.matching.lexicon import INITIALS, Array, Vocabulary
from pipeline.matching.similar import INFLECTED, SHORTENED, SPELLED, similarities
from pipeline.matching.texts import ranges

_LONG = 7  # letters of a word written apart that may hold a slip besides
_NAME = 4  # letters of a town's word at least: 'Ita' is no short 'Itapoa'
_ROUNDS = 3  # of taking the most alike words that are left


@dataclass(frozen=True)
class Alignment:
    """The words of pairs of names (query, candidate), a row per pair, and what became of each.

    `query_left`, `candidate_left`: words that stand alone. The rest are sums over the words that agree in another
    spelling, of how much they tell.
    """

    query: Array  # numbers of words, 0 behind the last
    candidate: Array
    query_left: Array
    candidate_left: Array
    misspelled: Array  # times the share of letters that differ; the query's word is in no name of the registry
    misspelled_first: Array  # their first letters differ: hardly a slip
    lookalike: Array  # both are words of the registry: 'logistic', 'linguistic'
    lookalike_towns: Array  # of towns: 'Perry', 'Sperry'
    shortened: Array  # the query's word is the shorter one
    lengthened: Array  # the candidate's is: 'Meine' and 'Meineweh' are two places
    inflected: Array  # one is the other's plural
    initials: Array  # of words written as their initials

    def spellings(self) -> tuple[Array, ...]:
        """Give all that tells of words that agree in another spelling."""
        return (
            self.misspelled,
            self.misspelled_first,
            self.lookalike,
            self.lookalike_towns,
            self.shortened,
            self.lengthened,
            self.inflected,
            self.initials,
        )


def align(query: Array, candidate: Array, vocabulary: Vocabulary) -> Alignment:
    """Align the words of each pair (Monge and Elkan 1996, made one to one): exact, initials, joined, spelling."""
    width = max(1, int(((query > 0).sum(axis=1)).max(initial=0)), int(((candidate > 0).sum(axis=1)).max(initial=0)))
    query, candidate = query[:, :width], candidate[:, :width]
    found = Alignment(
        query, candidate, *_apart(query, candidate),
        *(np.zeros(len(query)) for _ in range(8)),
    )  # fmt: skip
    both = np.flatnonzero(found.query_left.any(axis=1) & found.candidate_left.any(axis=1))
    if len(both):
        _initials(found, both, vocabulary)
        _spellings(found, both, vocabulary)
    return found


def _apart(query: Array, candidate: Array) -> tuple[Array, Array]:
    """Tell which words of each are none of the other's. Place by place over all pairs: a row alone is too short."""
    ones, others = np.ascontiguousarray(query.T), np.ascontiguousarray(candidate.T)
    shared, other_shared = ones == 0, others == 0
    for place, word in enumerate(others):
        same = ones == word
        shared |= same
        other_shared[place] |= same.any(axis=0)
    return np.ascontiguousarray(~shared.T), np.ascontiguousarray(~other_shared.T)


def _initials(found: Alignment, rows: Array, vocabulary: Vocabulary) -> None:
    for short, long, short_left, long_left in (
        (found.query, found.candidate, found.query_left, found.candidate_left),
        (found.candidate, found.query, found.candidate_left, found.query_left),
    ):
        some = rows[long_left[rows].sum(axis=1) >= 2]
        pairs, places = np.nonzero(short_left[some])
        numbers = short[some[pairs], places]
        meant = long_left[some] & ~vocabulary.filling[long[some]]  # 'dc' is no 'de Conty'
        firsts, letters = np.where(meant, vocabulary.letters[long[some], 0], 0)[pairs], vocabulary.letters[numbers]
        # Two letters are the initials of half of all names.
        able = (vocabulary.lengths[numbers] > 2) | ((short[some] > 0).sum(axis=1) > 1)[pairs]
        begun = (firsts[:, :-1] == letters[:, :1]) & (firsts[:, 1:] == letters[:, 1:2])
        able &= vocabulary.short[numbers] & begun.any(axis=1)
        pairs, places, letters, firsts = some[pairs[able]], places[able], letters[able], firsts[able]
        for row, start, size in _runs(letters, firsts):
            pair = pairs[row]
            run = slice(start, start + size)
            if short_left[pair, places[row]] and long_left[pair, run].all():
                found.initials[pair] += vocabulary.weights[long[pair, run]].max()
                short_left[pair, places[row]] = False
                long_left[pair, run] = False


def _runs(letters: Array, firsts: Array) -> list[tuple[int, int, int]]:
    """Find where the first letters of words in a row spell a short word: its row, the place, the number of words."""
    runs = []
    sizes = (letters > 0).sum(axis=1)
    for size in range(2, INITIALS + 1):
        rows = np.flatnonzero(sizes == size)
        for start in range(firsts.shape[1] - size + 1):
            hit = (firsts[rows, start : start + size] == letters[rows, :size]).all(axis=1)
            runs += [(row, start, size) for row in rows[hit].tolist()]
    return sorted(runs)


def _spellings(found: Alignment, rows: Array, vocabulary: Vocabulary) -> None:
    row, one = np.nonzero(found.query_left[rows])
    other_row, other = np.nonzero(found.candidate_left[rows])
    ends = np.cumsum(np.bincount(other_row, minlength=len(rows)))
    which, at = ranges(np.r_[0, ends][row], ends[row])
    pairs, ones, others = rows[row[which]], one[which], other[at]
    worth = vocabulary.may_be_alike(found.query[pairs, ones], found.candidate[pairs, others])
    pairs, ones, others = pairs[worth], ones[worth], others[worth]
    size = len(vocabulary.words)
    keys = found.query[pairs, ones].astype(np.int64) * size + found.candidate[pairs, others]
    distinct, where = np.unique(keys, return_inverse=True)
    texts, others_texts = (
        [vocabulary.words[each] for each in side.tolist()] for side in (distinct // size, distinct % size)
    )
    begins = np.array([a.startswith(b) or b.startswith(a) for a, b in zip(texts, others_texts, strict=True)], bool)[
        where
    ]
    _joined(found, pairs[begins], ones[begins], others[begins], vocabulary)
    known = vocabulary.real[distinct // size] & vocabulary.real[distinct % size]
    alike, ways = (each[where] for each in similarities(texts, others_texts, known))
    rest = (alike > 0) & found.query_left[pairs, ones] & found.candidate_left[pairs, others]
    # A particle is short for nothing: 'le cambout' is not 'leran'.
    rest &= ~vocabulary.particle[found.query[pairs, ones]] & ~vocabulary.particle[found.candidate[pairs, others]]
    pairs, ones, others, alike, ways = (each[rest] for each in (pairs, ones, others, alike, ways))
    for _ in range(_ROUNDS):
        if not len(pairs):
            break
        chosen = _mutual(pairs, ones, others, alike, len(found.query), found.query.shape[1])
        _take(found, pairs[chosen], ones[chosen], others[chosen], alike[chosen], ways[chosen], vocabulary)
        rest = found.query_left[pairs, ones] & found.candidate_left[pairs, others]
        pairs, ones, others, alike, ways = (each[rest] for each in (pairs, ones, others, alike, ways))


def _mutual(pairs: Array, ones: Array, others: Array, alike: Array, size: int, width: int) -> Array:
    """Choose the pairs of words that are the most alike to each other; of equal ones, the first."""
    order = np.lexsort((others, ones, -alike, pairs))
    best_of_one, best_of_other = np.full(size * width, -1), np.full(size * width, -1)
    one, other = (pairs * width + ones)[order][::-1], (pairs * width + others)[order][::-1]
    best_of_one[one] = order[::-1]  # of several writes the last one stays: the most alike
    best_of_other[other] = order[::-1]
    both = best_of_one[pairs * width + ones] == best_of_other[pairs * width + others]
    return np.flatnonzero(both & (best_of_one[pairs * width + ones] == np.arange(len(pairs))))


def _take(
    found: Alignment, pairs: Array, ones: Array, others: Array, alike: Array, ways: Array, vocabulary: Vocabulary
) -> None:
    found.query_left[pairs, ones] = False
    found.candidate_left[pairs, others] = False
    one, other = found.query[pairs, ones], found.candidate[pairs, others]
    weights = np.maximum(vocabulary.weights[other], 0.1)
    known = vocabulary.real[one] & vocabulary.real[other]
    place, other_place = vocabulary.place[one], vocabulary.place[other]
    # 'Haven' is no 'Havensville', nor 'Brunn' 'Brunna': a registry that has the word of a town means that town.
    apart = (ways == SHORTENED) & place & (~known | other_place | (vocabulary.lengths[other] < _NAME))
    short = (ways == SHORTENED) & ~apart
    shorter = vocabulary.lengths[one] < vocabulary.lengths[other]
    np.add.at(found.shortened, pairs, np.where(short & shorter, weights, 0))
    np.add.at(found.lengthened, pairs, np.where(short & ~shorter, weights, 0))
    np.add.at(found.inflected, pairs, np.where(ways == INFLECTED, weights, 0))
    spelled = ways == SPELLED
    alike_only, towns = (spelled & known) | apart, place & (other_place | (vocabulary.lengths[other] < _NAME))
    np.add.at(found.lookalike, pairs, np.where(alike_only & ~towns, weights, 0))
    np.add.at(found.lookalike_towns, pairs, np.where(alike_only & towns, weights, 0))
    np.add.at(found.misspelled, pairs, np.where(spelled & ~known, (1 - alike) * weights, 0))
    differ = vocabulary.letters[one, 0] != vocabulary.letters[other, 0]
    np.add.at(found.misspelled_first, pairs, np.where(spelled & ~known & differ, weights, 0))


def _slips(joined: str, whole: str) -> int:
    from rapidfuzz.distance import OSA

    return int(OSA.distance(joined, whole)) if joined == whole or len(whole) >= _LONG else len(whole)


def _joined(found: Alignment, pairs: Array, ones: Array, others: Array, vocabulary: Vocabulary) -> None:
    """Take out two words that the other side writes as one: 'la grange', 'lagrange'."""
    width = found.query.shape[1]
    for pair, one, other in zip(pairs.tolist(), ones.tolist(), others.tolist(), strict=True):
        first, second = (vocabulary.words[number] for number in (found.query[pair, one], found.candidate[pair, other]))
        apart, left, place, whole = (
            (found.query, found.query_left, one, second)
            if len(first) < len(second)
            else (found.candidate, found.candidate_left, other, first)
        )
        if place + 1 < width and left[pair, place] and left[pair, place + 1]:
            pieces = [vocabulary.words[number] for number in apart[pair, place : place + 2]]
            slips = _slips("".join(pieces), whole)
            if slips <= 1 and found.query_left[pair, one] and found.candidate_left[pair, other]:
                found.misspelled[pair] += slips / len(whole)
                found.query_left[pair, one] = found.candidate_left[pair, other] = False
                left[pair, place : place + 2] = False
