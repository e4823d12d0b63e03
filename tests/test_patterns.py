"""No expression of a declaration can hang a run."""

import threading
import time
from pathlib import Path

import pytest
from datasets import Tiny

from pipeline import patterns
from pipeline.errors import InputError
from pipeline.patterns import Patterns

LONG = "a" * 299 + "!"
HANGING = ["(a+)+$", "(a|aa)+$", "(?:a?){150}a{150}b", "(x+x+)+y|(a+a+)+y"]


def test_what_the_contract_shows() -> None:
    noise = Patterns([r"(?i)\(duplicate\)", "^x+"], "normalize.noise")
    assert noise.remove("xxOstrey Police (DUPLICATE)") == " Ostrey Police  "
    entities = Patterns(["(?i)^test demo", "^$"], "normalize.not_entities")
    assert [entities.fit(text) for text in ("Test Demo 3", "A test demo", "")] == [True, False, True]
    assert Patterns([], "normalize.noise").remove(LONG) == LONG


@pytest.mark.parametrize("text", HANGING)
def test_an_expression_that_would_hang_is_stopped_and_told(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.3)
    start = time.process_time()
    with pytest.raises(InputError) as caught:
        Patterns(["fine", text], "normalize.noise").fit(LONG)
    assert time.process_time() - start < 2 * patterns.SECONDS
    told = str(caught.value)
    assert told.startswith("dataset.yml, normalize.noise[1]: ") and repr(text) in told
    assert caught.value.exit_code == 2 and "no repetition within a repetition" in told


def test_many_slow_names_are_stopped_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.2)
    slow = Patterns([r"(a+)+$"], "normalize.not_entities")
    with pytest.raises(InputError, match="too long"):
        for _ in range(10_000):
            slow.fit("a" * 17 + "!")


def test_the_signal_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    import signal

    mine = signal.signal(signal.SIGVTALRM, signal.SIG_IGN)
    try:
        Patterns(["a"], "key").fit("a")
        assert signal.getsignal(signal.SIGVTALRM) is signal.SIG_IGN
        assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
    finally:
        signal.signal(signal.SIGVTALRM, mine)


def test_another_thread_may_use_them() -> None:
    found: list[bool] = []
    thread = threading.Thread(target=lambda: found.append(Patterns(["a"], "key").fit("banana")))
    thread.start()
    thread.join()
    assert found == [True]


@pytest.mark.parametrize("key", ["noise", "not_entities"])
def test_publish_tells_it(tmp_path: Path, key: str) -> None:
    tiny = Tiny(tmp_path)
    (tiny.raw / "list.csv").write_text(f"Agency,Province,Searches\n{LONG},ON,1\n")
    tiny.edit("limitations:", f"normalize: {{{key}: ['(a+)+$']}}\nlimitations:")
    done = tiny.run("publish")
    assert done.code == 2 and f"dataset.yml, normalize.{key}[0]: the expression takes too long" in done.err
    assert not tiny.published.exists()
