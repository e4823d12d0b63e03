"""A name that only looks like an organisation's is never linked without a person."""

import json
from collections.abc import Iterator
from pathlib import Path

from datasets import Tiny, read_csv, write_csv
from hardening.corpus import deceiving

from pipeline.matching.prepare import Preparer
from pipeline.matching.suspicion import borrows, suspicious

NAMES = ("Quillmere Police Service", "Springfield Police Department", "Kingjaw Fox Vizborough University")


def lookalikes(table: dict[str, list[dict[str, str]]]) -> Iterator[tuple[str, str]]:
    """Give each character that Unicode (UTS 39) holds for a look-alike of a plain letter, with that letter."""
    for one, others in table.items():
        for other in others:
            for odd, plain in ((one, other["c"]), (other["c"], one)):
                if len(plain) == 1 and plain.isascii() and plain.isalpha() and not odd.isascii():
                    yield odd, plain


def test_no_lookalike_of_a_letter_passes_for_it(data: Path) -> None:
    path = data / "corpora" / "unicode-confusables-uts39" / "confusables.json"
    pairs = sorted(set(lookalikes(json.loads(path.read_text(encoding="utf-8")))))
    assert len(pairs) > 1000
    prepare, silent = Preparer({}, (), "US"), []
    for odd, plain in pairs:
        for name in NAMES:
            for form in (name, name.upper(), name.lower()):
                for told in {form.replace(plain, odd), form.replace(plain, odd, 1)} - {form}:
                    if not suspicious(told) and not borrows(told, name) and prepare(told) == prepare(name):
                        silent.append((told, f"U+{ord(odd[0]):04X}"))
    assert silent == []


def test_deceiving_names_wait_or_are_left_out(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    names = deceiving("Quillmere Police Service")
    write_csv(tiny.raw / "list.csv", [("Agency", "Province", "Searches"), *((name, "ON", "1") for name in names)])
    tiny.edit("claims:\n  - {text: three bodies, statistic: entities, is: 3}\n", "")
    done = tiny.run("publish")
    assert done.code == 0, done.err
    ledger = read_csv(tiny.interim / "ledger.csv")
    assert [row["name"] for row in ledger] == names
    assert {row["outcome"] for row in ledger[:-1]} == {"pending"}, "each is shown to a person"
    linked = [row["name"] for row in ledger if row["outcome"] == "published"]
    assert linked == [names[-1]]  # wholly full-width, as Japanese keyboards write: the same letters, not others
