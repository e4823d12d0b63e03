"""The shape of a word: what a machine that reads a scan may take for one another is written alike.

'0f' and 'of' have one shape, 'Carlet0n' and 'Carleton', 'Bamsley' and 'Barnsley'.
"""

from functools import lru_cache

# Pairs of letters that look like one, then letters and digits that look like another letter.
_PAIRS = (("rn", "m"), ("ri", "n"), ("cl", "d"), ("vv", "w"))
_ALIKE = str.maketrans("0158i9cua", "olsblgevo")


@lru_cache(maxsize=1 << 16)
def shape(word: str) -> str:
    """Give the shape of a standardised word."""
    for pair, letter in _PAIRS:
        word = word.replace(pair, letter)
    return word.translate(_ALIKE)
