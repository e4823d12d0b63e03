"""Many names looked for in one long text at once: runs of words compared by hash, so that the number of names is free.

The words of the text get numbers; the hash of every run of n words is made from that of n - 1 in one step over all of
the text (a rolling hash, as Karp and Rabin described it). A name with a word that the text lacks is never looked for.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from pipeline.disclosure.readings import BARRIER, fold, unescape

_WORD = re.compile(rf"[^\W_]+|{BARRIER}")
_LONGEST = 12  # words; of a longer text its beginning is looked for
_LEAST = 4  # letters; anything shorter stands everywhere by chance
_TOGETHER = 10  # letters from which a name is looked for written together as well
_BASE = np.uint64(0x9E3779B97F4A7C15)

_BITS = 22

Run = tuple[str, ...]
Hashes = np.ndarray[tuple[int], np.dtype[np.uint64]]


class WordRuns:
    """Names as runs of words, each with its kind."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self._kinds: dict[Run, str] = {}
        for name, kind in [*kinds.items(), *((unescape(name), kind) for name, kind in kinds.items() if _escaped(name))]:
            run = _run(name)
            letters = "".join(run)
            if len(letters) < _LEAST or letters.isdigit():
                continue
            self._kinds.setdefault(run, kind)
            if len(run) > 1 and len(letters) >= _TOGETHER:
                self._kinds.setdefault((letters,), kind)

    def without(self, texts: Iterable[str]) -> "WordRuns":
        """Leave out the names that stand in these texts."""
        left = WordRuns({})
        known = {run for run, _ in self._found(fold(BARRIER.join(texts)))}
        # A name written together is public where the name is.
        together = {"".join(run) for run in known}
        left._kinds = {
            run: kind for run, kind in self._kinds.items() if run not in known and "".join(run) not in together
        }
        return left

    def find(self, text: str) -> Iterator[tuple[int, str]]:
        """Give the place of each name in a text, with its kind."""
        folded = fold(text)
        exact = len(text) == len(folded)  # folding may change lengths, never lines
        for run, at in self._found(folded):
            yield at if exact else _same_line(text, folded.count("\n", 0, at)), self._kinds[run]

    def _found(self, folded: str) -> Iterator[tuple[Run, int]]:
        if not self._kinds:
            return
        words = _WORD.findall(folded)
        numbers = {word: number for number, word in enumerate(dict.fromkeys(words), 1)}
        ids = np.fromiter(map(numbers.__getitem__, words), np.uint64, len(words))
        wanted: dict[int, list[tuple[Run, list[int]]]] = {}
        for run in self._kinds:
            coded = [numbers.get(word, 0) for word in run]
            if all(coded):
                wanted.setdefault(len(run), []).append((run, coded))
        places = list(_places(ids, wanted))
        if places:
            begins = [match.start() for match in _WORD.finditer(folded)]
            yield from ((run, begins[at]) for run, at in places)


def _run(name: str) -> Run:
    return tuple(word for word in _WORD.findall(fold(name)) if word != BARRIER)[:_LONGEST]


def _places(ids: Hashes, wanted: Mapping[int, list[tuple[Run, list[int]]]]) -> Iterator[tuple[Run, int]]:
    """Find each run by its hash, and hold it word by word against the text."""
    hashes = np.zeros(0, np.uint64)
    with np.errstate(over="ignore"):
        for length in range(1, max(wanted, default=0) + 1):
            if len(ids) < length:
                return
            hashes = ids.copy() if length == 1 else hashes[: len(ids) - length + 1] * _BASE + ids[length - 1 :]
            if length not in wanted:
                continue
            coded = np.array([codes for _, codes in wanted[length]], np.uint64)
            keys = coded[:, 0].copy()
            for at in range(1, length):
                keys = keys * _BASE + coded[:, at]
            order = np.argsort(keys, kind="stable")
            # A table of bits leaves few runs to look up among the sorted keys.
            bits = np.zeros(1 << _BITS, dtype=bool)
            bits[_slot(keys)] = True
            spots = np.flatnonzero(bits[_slot(hashes)])
            first = np.minimum(np.searchsorted(keys[order], hashes[spots]), len(keys) - 1)
            for spot, rank in zip(spots.tolist(), first.tolist(), strict=True):
                run, codes = wanted[length][int(order[rank])]
                if ids[spot : spot + length].tolist() == codes:
                    yield run, spot


def _slot(hashes: Hashes) -> Hashes:
    return hashes * _BASE >> np.uint64(64 - _BITS)


def _escaped(name: str) -> bool:
    return "&" in name or "%" in name or "\\" in name


def _same_line(text: str, line: int) -> int:
    """Find where a line of the text begins; the first is 0."""
    at = 0
    for _ in range(line):
        at = text.find("\n", at) + 1
    return at
