"""What publishing costs: whole processes, with `import pandas` of the same run as the measure."""

import tempfile
from pathlib import Path

from benchmarks.generate import generate
from benchmarks.measure import ROOT, Cost, data_folder, deskcheck, median, python, run

REAL = ("flock-alpr", "flock-networks", "leso-1033")
NOTE = """\
Whole processes, CPU seconds of user and system with children, largest resident set. The ratios to `import pandas` of
the same run travel to other machines; the seconds do not. Each `publish` is a first one, from nothing. The real data
sets are described in `raw/<dataset>/dataset.yml`. The cost follows the distinct names, not the rows. A second run reads
and hashes files, and loads none of the heavy libraries.
"""


def table() -> str:
    """Measure, and tell it as Markdown."""
    told = [("import pandas", base := median(python("-c", "import pandas")))]
    told.append(("deskcheck --help", median(deskcheck("--help"))))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for rows in (10_000, 100_000, 200_000):
            name = f"log-{rows}"
            generate(root / "raw" / name, rows, 5_000)
            cost = run(deskcheck("publish", name, "--root", folder))
            told.append((f"publish {rows:,} rows, 5,000 organisations", cost))
        told.append(("publish again, nothing changed", median(deskcheck("publish", name, "--root", folder))))
        data = data_folder()
        for name in REAL if data.is_dir() else ():
            (root / "raw" / name).mkdir()
            (root / "raw" / name / "dataset.yml").write_bytes((ROOT / "raw" / name / "dataset.yml").read_bytes())
            run(deskcheck("fetch", name, "--mirror", str(data), "--root", folder))
            told.append((f"publish {name}", run(deskcheck("publish", name, "--root", folder))))
    return NOTE + "\n" + _lines(told, base)


def _lines(told: list[tuple[str, Cost]], base: Cost) -> str:
    lines = ["| process | CPU s | × import pandas | peak MiB |", "|---|---:|---:|---:|"]
    lines += [f"| {what} | {c.seconds:.2f} | {c.seconds / base.seconds:.1f} | {c.mebibytes:.0f} |" for what, c in told]
    return "\n".join(lines) + "\n"
