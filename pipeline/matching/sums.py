"""What the words of pairs of names tell: those that agree, those that one of the two lacks."""

import numpy as np

from pipeline.matching.align import Alignment
from pipeline.matching.lexicon import REGION, Array, Vocabulary

_TELLS = 0.06  # information of a word above which it is more than the name of the own region


def _one_replaced(found: Alignment) -> Array:
    """Tell where two names differ in one word, which stands in the same place."""
    one, other = found.query_left, found.candidate_left
    lengths = (found.query > 0).sum(axis=1) == (found.candidate > 0).sum(axis=1)
    return np.asarray(lengths & (one.sum(axis=1) == 1) & (one == other).all(axis=1))


def _most(told: Array) -> Array:
    """Give the largest number of each row: column by column, for a row alone is too short."""
    return np.asarray(np.asfortranarray(told).max(axis=1))


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
    rare, other_rare = _most(left), _most(other_left)
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
            _most(left * ~tail),
            _most(left * tail),
            _most(other_left * vocabulary.place[found.candidate]),
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
