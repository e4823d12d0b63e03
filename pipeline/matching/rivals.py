"""What the candidates of one query say against each other, once each was compared by itself."""

from dataclasses import dataclass

import numpy as np

from pipeline.matching.features import AT
from pipeline.matching.lexicon import Array
from pipeline.matching.model import LEAST_SURE

_UNLIKELY = 0.0  # score of a name that merely resembles, beside the very same one
# How much less likely, in log odds, a body with that alias is than the one of that name: of 28 in the labelled sets
# none was meant alone.
_ALIAS_BEHIND = 3.0
_COUNTY_BEHIND = 1.0  # how much less likely, in log odds, one with a county behind the name is than one without
_LETTER_BEHIND = (
    2.0  # the same of one whose name is the same but for blanks and filling words, beside one to the letter
)
_INITIALS_BEHIND = 1.5  # the same of a body with these initials, beside one that is known by them


@dataclass(frozen=True)
class Rivals:
    """The entities beside each query: a row per pair, sorted by query and entity, each by the best of its names.

    The flags tell what is true of any of its names.
    """

    query: Array
    entity: Array
    scores: Array
    same: Array  # it is the very same name
    named: Array  # it is so, and no alias
    letter: Array  # and it is so to the letter
    behind: Array  # a county is behind it
    form: Array  # it is the same but for a legal form, in its place
    listed: Array  # it is a single word, and an alias
    initials: Array  # its words begin with the letters of the query, which states where it lies


def rivals(query: Array, entity: Array, behind: Array, letter: Array, values: Array, scores: Array) -> Rivals:
    """Take the best of each entity's names; the rows are sorted by query and entity, `values` has FEATURES."""

    def has(name: str) -> Array:
        return np.asarray(values[:, AT[name]] > 0)

    starts = np.flatnonzero(np.r_[True, (query[1:] != query[:-1]) | (entity[1:] != entity[:-1])][: len(query)])
    here = ~has("elsewhere_country") & ~has("elsewhere_region")
    same = (values[:, AT["same_name"]] > values[:, AT["region_left_out"]]) & (scores >= LEAST_SURE)
    told = (
        same,
        same & ~has("alias"),
        same & ~has("alias") & letter,
        behind,
        has("same_words") & has("legal_one_side") & here,
        same & has("single"),
        has("acronym") & has("region_same") & here,
    )
    if not len(starts):
        return Rivals(query, entity, scores, *(np.zeros(0, bool) for _ in told))
    flags = [np.logical_or.reduceat(each, starts) for each in told]
    return Rivals(query[starts], entity[starts], np.maximum.reduceat(scores, starts), *flags)


def settled(found: Rivals) -> Array:
    """Give the scores once candidates have given way to others of their query.

    Where entities bear the very same name, others are hardly meant, but for those with a county behind it; and of
    several, rather the one that bears it to the letter. An alias is hardly meant beside the body of that name. One that
    only leaves a legal form out names no company rather than another of that name. And the body that is known by some
    letters is meant before others with these initials, but the more there are, the less.
    """
    query, same, scores = found.query, found.same, found.scores.copy()
    queries = int(query.max(initial=-1)) + 1

    def best(rows: Array) -> Array:
        top = np.full(queries, -np.inf)
        np.maximum.at(top, query[rows], scores[rows])
        return top

    by_name = np.zeros(queries, bool)
    by_name[query[found.named]] = True
    other = best(found.form & ~same)[query]
    formless = same & ~by_name[query] & (other > -np.inf)
    scores[formless] = np.minimum(scores[formless], other[formless])
    top = best(same)
    to_the_letter = np.zeros(queries, bool)
    to_the_letter[query[found.letter]] = True
    scores[found.named & ~found.letter & to_the_letter[query]] -= _LETTER_BEHIND
    alias = same & ~found.named & by_name[query]
    scores[alias] = np.minimum(scores[alias], top[query[alias]] - _ALIAS_BEHIND)
    beside = ~same & (top[query] > -np.inf) & ~(found.form & ~by_name[query])
    scores[beside] = np.minimum(scores[beside], _UNLIKELY)
    scores[beside & found.behind] = top[query[beside & found.behind]] - _COUNTY_BEHIND
    known = best(found.listed)[query]
    raised = found.initials & ~same & (known > -np.inf) & ~by_name[query]
    scores[raised] = np.maximum(scores[raised], known[raised] - _INITIALS_BEHIND)
    return np.asarray(scores)
