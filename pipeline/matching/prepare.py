"""Prepare a name for comparison, whichever side it comes from: noise off, region found, words standardised."""

from collections.abc import Mapping, Sequence

from pipeline.matching.place import PlaceFinder
from pipeline.matching.standardise import MAX_LENGTH, Standardiser
from pipeline.patterns import Patterns
from pipeline.text import fold_blanks


class Preparer:
    """The preparation of one dataset: its abbreviations, its noise (regular expressions), its country."""

    def __init__(self, abbreviations: Mapping[str, str], noise: Sequence[str] = (), country: str = "") -> None:
        self._standardise = Standardiser(abbreviations, country)
        self._find_place = PlaceFinder(country)
        self._noise = Patterns(noise, "normalize.noise")

    def __call__(self, name: str, region: str = "") -> tuple[str, str]:
        """Give the standardised name and the region it states itself ('' for none); `region` is the one beside it.

        Noise is sought in the first 300 characters only, so that a careless expression cannot run over a whole text.
        """
        text = self._noise.remove(name[:MAX_LENGTH])
        place, rest = self._find_place(fold_blanks(text), region)
        # A name that is nothing but noise, or a region, keeps its words.
        return self._standardise(rest) or self._standardise(name), place
