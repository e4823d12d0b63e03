"""What a worker costs that opens a registry whole, or cut into shards: processor time and memory.

`python -m benchmarks.shards make SET MIB FILE` indexes a set's registry in shards of so many MiB, as a file to map.
`python -m benchmarks.shards ask SET FILE` is a worker: it answers the set's names, and tells a digest of the answers.
"""

import argparse
import csv
import hashlib
import sys
from pathlib import Path

from benchmarks.matching import generated
from benchmarks.measure import WORK, Cost, Failed, python, run

SIZES, FULL_SIZES = (30_000, 100_000), (200_000, 1_000_000)  # organisations
ASKED, FULL_ASKED = 3_000, 10_000  # names
MIB, FULL_MIB = 16, 128  # of a shard
WHOLE = 1 << 20  # MiB, more than any registry takes
NOTE = """\
A worker maps the index and answers all names, in chunks sorted by region. The answers are the same; that is checked.
Making the index is a process of its own, and holds all names.
"""


def table(full: bool = False) -> list[str]:
    """Measure, and tell it as lines of Markdown. Raises Failed where answers differ."""
    asked = FULL_ASKED if full else ASKED
    lines = [f"### Shards, of a registry that is asked for {asked:,} names", "", NOTE]
    lines += ["| organisations | shards | making: CPU s | peak MiB | a worker: CPU s | peak MiB |", "|---:" * 6 + "|"]
    for size in FULL_SIZES if full else SIZES:
        folder = generated(size, asked, asked)
        told = [_measured(folder, mib) for mib in (WHOLE, FULL_MIB if full else MIB)]
        if len({answers for answers, _ in told}) > 1:
            raise Failed("a registry in shards is answered in another way than the same one whole")
        lines += [f"| {size:,} | {line} |" for _, line in told]
    return lines


def _measured(folder: Path, mib: int) -> tuple[str, str]:
    file, log = WORK / "answers" / "index", WORK / "answers" / "shards.log"

    def cost(*words: str) -> tuple[Cost, str]:
        spent = run(python("-m", "benchmarks.shards", *words), None, log, limit=36_000)
        return spent, log.read_text(encoding="utf-8").strip()

    made, shards = cost("make", str(folder), str(mib), str(file))
    asked, answers = cost("ask", str(folder), str(file))
    file.unlink()
    figures = f"{made.seconds:.1f} | {made.mebibytes:.0f} | {asked.seconds:.1f} | {asked.mebibytes:.0f}"
    return answers, f"{shards} | {figures}"


def make(folder: Path, mib: int, file: Path) -> int:
    """Index a registry into a file; give the number of its shards."""
    import pandas as pd

    from pipeline.collector import uncollected
    from pipeline.matching.index import Index
    from pipeline.matching.prepare import Preparer
    from pipeline.packed import in_passing, packed

    table = pd.read_csv(folder / "registry.csv", dtype=str, keep_default_na=False).reindex(
        columns=["entity_id", "name", "aliases", "region", "kind"], fill_value=""
    )
    with uncollected(), file.open("wb") as out:
        index = Index(table.sort_values("entity_id", kind="stable"), Preparer({}), mib << 20)
        out.writelines(in_passing(packed(index)))
    return index.shards


def ask(folder: Path, file: Path) -> str:
    """Answer a set's names from an index in a file; give a digest of the answers."""
    from pipeline.matching.prepare import Preparer
    from pipeline.matching.search import Query, answer
    from pipeline.packed import mapped, unpacked
    from pipeline.stages.match import CHUNK

    prepare = Preparer({})
    with (folder / "queries.csv").open(encoding="utf-8", newline="") as lines:
        names = [(row["name"], row["region"]) for row in csv.DictReader(lines)]
    queries = [Query(standard, region, place) for name, region in names for standard, place in [prepare(name, region)]]
    queries.sort(key=Query.where)
    with file.open("rb") as opened:
        index = unpacked(mapped(opened.fileno()))
    digest = hashlib.sha256()
    for start in range(0, len(queries), CHUNK):
        digest.update(repr(answer(index, queries[start : start + CHUNK])).encode())
    return digest.hexdigest()


def main() -> None:
    """Make an index, or ask one."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shards", description=__doc__)
    parser.add_argument("what", choices=["make", "ask"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("words", nargs="+")
    chosen = parser.parse_args()
    if chosen.what == "make":
        mib, file = chosen.words
        told = str(make(chosen.folder, int(mib), Path(file)))
    else:
        told = ask(chosen.folder, Path(chosen.words[0]))
    sys.stdout.write(told + "\n")


if __name__ == "__main__":
    main()
