"""Letter by letter: what two names share, for a person to see at a glance."""

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Indel

Segments = list[tuple[str, bool]]
"""Pieces of a text in order, each with whether the other text has it too."""

_SHORTEST = 2  # fewer letters in common, between letters that differ, are an accident


def differences(one: str, other: str) -> tuple[Segments, Segments]:
    """Cut two names into pieces that both have and pieces that only one has; case does not count."""
    left, right = _folded(one), _folded(other)
    common = list(_common(left, right))
    return _cut(one, [(start, end) for start, end, _, _ in common]), _cut(
        other, [(start, end) for _, _, start, end in common]
    )


def nearest(name: str, others: Sequence[str]) -> int:
    """Find which of several names is most like this one; the first of equals."""
    folded = _folded(name)
    likeness = [Indel.normalized_similarity(folded, _folded(other)) for other in others]
    return likeness.index(max(likeness))


def _folded(text: str) -> str:
    """Fold case without changing the number of characters."""
    return "".join(lower if len(lower := letter.casefold()) == 1 else letter for letter in text)


def _common(left: str, right: str) -> Iterator[tuple[int, int, int, int]]:
    for step in Indel.opcodes(left, right):
        if step.tag != "equal":
            continue
        run = step.src_end - step.src_start
        whole = step.src_start == 0 and step.dest_start == 0
        ends = step.src_end == len(left) and step.dest_end == len(right)
        if run >= _SHORTEST or whole or ends:
            yield step.src_start, step.src_end, step.dest_start, step.dest_end


def _cut(text: str, common: Sequence[tuple[int, int]]) -> Segments:
    pieces: Segments = []
    at = 0
    for start, end in common:
        if at < start:
            pieces.append((text[at:start], False))
        pieces.append((text[start:end], True))
        at = end
    if at < len(text):
        pieces.append((text[at:], False))
    return pieces
