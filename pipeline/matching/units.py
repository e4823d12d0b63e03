"""Queries that name a part of a candidate: what either name has besides then says nothing against it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.matching.features import AT
from pipeline.matching.lexicon import KIND_BITS, Array

_SOME, _RARE = 0.5, 0.62  # information of a name that is meant beside a part of it; of a word that means one alone
_ONLY = 0.97  # of a word that one entity alone has
# Kinds that a part of a university may state; of any other it is another body: 'Princeton Police Department'.
_ACADEMIC = sum(
    KIND_BITS[kind]
    for kind in ("university", "school", "health", "nature", "library", "training", "dispatch", "housing", "inquiry")
)
_MISSED = ("query_missed", "query_rare", "query_tail", "query_left")
_LACKED = ("candidate_missed", "candidate_town", "candidate_rare", "both_rare", "candidate_left")
_LETTERS = ("letters_differ", "sorted_letters_differ")
_LONGER = (*_LETTERS, "kind_more", "kind_differs", "kind_differs_agreed")


@dataclass(frozen=True, slots=True)
class Whole:
    """What is known of the pairs besides: the kinds that the query states, and of the candidate's variant the rest."""

    kinds: Array
    university: Array
    alias: Array
    alias_word: Array  # an alias of a single word, mostly an acronym
    variant: Array
    texts: Sequence[str]  # of the variants


def settle(values: Array, whole: Whole) -> None:
    """Set, in rows of FEATURES, what a query that names a part leaves open to 0.

    What a part is called is not missed in the name of the whole. Where that is a university, or a body called by its
    acronym, the letters that the part adds do not count either; and a university may be called by the words that tell
    of its name, as a body may be without the place that ends its name.
    """

    def clear(rows: Array, names: Sequence[str]) -> None:
        columns = np.array([AT[name] for name in names])
        values[np.ix_(rows, columns)] = 0

    clear(values[:, AT["unit_beside"]] > 0, _MISSED)
    apt = ((whole.kinds & ~_ACADEMIC) == 0) & (values[:, AT["hospital_one_side"]] == 0)
    short = _short(values, whole) & apt
    acronym = _acronym(values, whole) & apt
    part = (_university(values, whole) & apt) | acronym | short
    values[:, AT["short_name"]] = short
    values[:, AT["acronym_unit"]] = values[:, AT["unit_beside"]] * acronym
    clear(part, _MISSED + _LONGER)
    values[part, AT["ngrams"]] = 1
    clear(short | (values[:, AT["place_left"]] > 0), _LACKED)
    own = values[:, AT["own_names"]] > 0
    clear(own, _MISSED + _LETTERS + ("beside_another",))
    values[own, AT["ngrams"]] = 1


def _short(values: Array, whole: Whole) -> Array:
    """'Harvard Medical School': each word of the short name is rare."""
    words = values[:, AT["short_name"]]
    rare = values[:, AT["agreed"]] >= _RARE * words
    return np.asarray((words > 0) & rare & whole.university & ~whole.alias)


def _acronym(values: Array, whole: Whole) -> Array:
    """'UCLA Cardiac Arrhythmia Center', 'Center for Law at UCLA'; a short one that many have tells too little.

    Where nothing says that it is a part, the acronym must be nobody else's word ('ATI Physical Therapy'); and a
    university is no part of what is none ('Arcadia University').
    """
    stands = (values[:, AT["phrase_first"]] > 0) | (values[:, AT["of_before"]] > 0)
    alone = values[:, AT["beside_another"]] == 0
    told = values[:, AT["agreed"]] >= np.where(values[:, AT["unit_beside"]] > 0, _RARE, _ONLY)
    apt = whole.university | ((whole.kinds & KIND_BITS["university"]) == 0)
    return np.asarray(stands & alone & told & apt & whole.alias_word)


def _university(values: Array, whole: Whole) -> Array:
    """'Duke University School of Law', 'PEIRENE, University of Limoges'; no 'State University of Limoges'."""
    last = (values[:, AT["phrase_last"]] > 0) & (values[:, AT["of_longer"]] == 0)
    bare = np.flatnonzero(last & (values[:, AT["of_before"]] == 0))
    last[bare] = [whole.texts[each].startswith("university of ") for each in whole.variant[bare].tolist()]
    alone = values[:, AT["beside_another"]] == 0
    told = whole.university & ~whole.alias_word & (values[:, AT["agreed"]] >= _SOME)
    return np.asarray(told & alone & (last | (values[:, AT["unit_beside"]] > 0)))
