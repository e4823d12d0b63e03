"""What a publication may say about its own share of errors, in numbers alone: no name and no person is part of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipeline.text import counted

_NOUNS = {"published": "organisation", "dropped": "dropped name"}
_CHANGED = {
    "matcher": "the matcher",
    "registry": "the registry",
    "thresholds": "the thresholds",
    "list": "the list",
}


@dataclass(frozen=True)
class Statement:
    """What a random sample shows about a list: published organisations, or dropped names.

    `state` is none (nothing was drawn), open (verdicts are missing), lapsed (what it was drawn from has changed),
    damaged (lines are missing or were added) or standing. All that follows `changed` is of the sample as drawn; where
    the state is standing, at most `bound` of `size` are wrong, with `confidence`. What is `unsure` counts as wrong.
    """

    drawn_from: str
    state: str
    confidence: float
    draws: int = 0  # how many samples of this list there have been
    changed: tuple[str, ...] = ()  # of matcher, registry, thresholds, list
    size: int = 0  # of the list
    whole: int = 0  # how many of it are judged whatever the lot says
    drawn: int = 0  # all that are to be judged
    judged: int = 0
    wrong: int = 0
    unsure: int = 0
    bound: int = 0
    pairs: int = 0  # how many two different people judged
    agreed: int = 0
    kappa: float | None = None

    @property
    def stands(self) -> bool:
        """Tell whether it may be said."""
        return self.state == "standing"

    @property
    def share(self) -> Fraction:
        """Give the bound as a share of the list."""
        return Fraction(self.bound, self.size) if self.size else Fraction(0)

    def numbers(self) -> tuple[int, ...]:
        """List the numbers that it tells, for whoever looks for private ones; 1.765% as 1, 765 and 1765."""
        counts = (self.draws, self.size, self.whole, self.drawn, self.judged, self.drawn - self.judged, self.wrong)
        share = int(-(-self.share * 100_000 // 1))
        kappa = round(100 * (self.kappa or 0))
        return (*counts, self.unsure, self.bound, self.pairs, self.agreed, share, *divmod(share, 1000), kappa)

    def words(self) -> str:
        """Tell it to the desk, in one line."""
        what = _NOUNS[self.drawn_from]
        head = f"Sample of {what}s:"
        if self.state == "none":
            return f"{head} none is drawn."
        if self.state == "lapsed":
            return f"{head} lapsed, for {listed([_CHANGED[each] for each in self.changed])} changed; draw again."
        if self.state == "damaged":
            return f"{head} its lines in sample.csv are not those that were drawn; put them back, or draw again."
        if self.state == "open":
            return f"{head} {self.judged:,} of {self.drawn:,} judged; {self.wrong:,} wrong, {self.unsure:,} unsure."
        told = f"{head} {self.drawn:,} of {self.size:,} judged, {self.wrong:,} wrong, {self.unsure:,} unsure: "
        sure = f"with a confidence of {100 * self.confidence:.6g}%"
        told += f"at most {counted(self.bound, what)} ({percent(self.share)}) wrong, {sure}."
        if self.pairs:
            told += f" Two people agree on {self.agreed:,} of {self.pairs:,}{self._kappa()}."
        return told

    def _kappa(self) -> str:
        return "" if self.kappa is None else f", kappa {self.kappa:.2f}"


def percent(share: Fraction) -> str:
    """Write a share in percent, rounded up to three digits after the point: a bound is never told too low."""
    thousandths = -(-share * 100_000 // 1)
    return f"{int(thousandths) / 1000:g}%"


def percent_below(share: Fraction) -> str:
    """Write a share in whole percent, rounded down: 99.6% is not all."""
    return f"{int(share * 100)}%"


def listed(words: Sequence[str]) -> str:
    """Write words as a list: a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
