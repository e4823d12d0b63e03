"""The regular expressions of a declaration, applied to names within a limit: none of them can hang a run."""

import re
import signal
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from types import FrameType
from typing import TypeVar

from pipeline.errors import InputError, Problem

SECONDS = 2.0  # of the processor, for one expression on one text, and for all of them together
_EACH = 0.001  # seconds more for each text: a thousand times what a harmless expression takes

Result = TypeVar("Result")


class _TooLongError(Exception):
    pass


class Patterns:
    """Expressions that stand under one key of the declaration.

    The limit is told in seconds of the processor, so that a busy machine does not break it. It holds in the main
    thread, where all stages run; elsewhere Python delivers no signal.
    """

    def __init__(self, texts: Sequence[str], key: str) -> None:
        self._patterns = [re.compile(text) for text in texts]
        self._key = key
        self._allowed = SECONDS
        self._spent = 0.0

    def remove(self, text: str) -> str:
        """Set a blank in the place of whatever fits. Raises InputError where an expression takes too long."""
        for number, pattern in enumerate(self._patterns):
            text = self._limited(number, partial(pattern.sub, " ", text))
        return text

    def fit(self, text: str) -> bool:
        """Tell whether one of them fits somewhere. Raises InputError where an expression takes too long."""
        return any(
            self._limited(number, partial(pattern.search, text)) is not None
            for number, pattern in enumerate(self._patterns)
        )

    def _limited(self, number: int, work: Callable[[], Result]) -> Result:
        self._allowed += _EACH
        if threading.current_thread() is not threading.main_thread():
            return work()
        start = time.process_time()
        before = signal.signal(signal.SIGVTALRM, _end)
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
        try:
            done = work()
        except _TooLongError:
            raise self._too_long(number) from None
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, before)
        self._spent += time.process_time() - start
        if self._spent > self._allowed:
            raise self._too_long(number)
        return done

    def _too_long(self, number: int) -> InputError:
        told = "the expression takes too long on the names: it tries every way to part a text among its repetitions"
        remedy = "Write no repetition within a repetition, such as (a+)+ or (a|a)*, nor several .* in a row."
        found = self._patterns[number].pattern
        return InputError(Problem(told, remedy, "dataset.yml", column=f"{self._key}[{number}]", value=found))


def _end(signum: int, frame: FrameType | None) -> None:
    raise _TooLongError
