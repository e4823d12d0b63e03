"""An invented log of any size: organisations of invented towns, each under several spellings."""

import csv
import random
from pathlib import Path

STARTS = "Ald Bex Cor Dun Elm Fen Gar Hex Ist Jar Kel Lor Mar Nor Ost Pem Quil Rav Skel Tam Ulv Van Wyn Yar Zel".split()
MIDDLES = ["", "a", "e", "er", "in", "or", "um", "ari", "ele", "ono"]
ENDS = "brook bury combe dale field ford gate ham holt hurst ley mere minster moor port stead thorpe wick wold".split()
KINDS = {
    "police": ["{} Police Service", "{} Police", "{} POLICE SERVICE", "Police Service of {}", "{} Pol. Service"],
    "university": ["University of {}", "UNIVERSITY OF {}", "Univ. of {}", "{} Univ."],
    "prosecutor": ["{} Prosecutor's Office", "{} PROSECUTORS OFFICE", "Prosecutors Office {}"],
}
REGIONS = ["CA-ON", "CA-QC", "CA-AB", "CA-BC", "CA-NS", "CA-MB"]

DECLARATION = """\
title: An invented log
version: "1.0.0"
country: CA
sources:
  - {title: An invented log, path: log.csv, columns: {name: name, region: region, count: count}}
registry: {path: registry.csv, evidence: invented}
ranges: [1, 6, 11, 51, 101, 501, 1001, 5001]
"""


def generate(folder: Path, rows: int, entities: int, seed: int = 7) -> None:
    """Write a dataset: `rows` raw rows of organisations drawn from a registry of `entities`."""
    rng = random.Random(seed)
    folder.mkdir(parents=True)
    towns = [start + middle + end for start in STARTS for middle in MIDDLES for end in ENDS]
    bodies = [(town, kind, region) for region in REGIONS for kind in KINDS for town in towns]
    chosen = rng.sample(bodies, min(entities, len(bodies)))
    registry = [
        (f"e{n:06}", KINDS[kind][0].format(town), region, kind) for n, (town, kind, region) in enumerate(chosen)
    ]
    _write(folder / "registry.csv", [("entity_id", "name", "region", "kind"), *registry])
    drawn = rng.choices(chosen, k=rows)
    log = [(rng.choice(KINDS[kind]).format(town), region, rng.randint(0, 40)) for town, kind, region in drawn]
    _write(folder / "log.csv", [("name", "region", "count"), *log])
    (folder / "dataset.yml").write_text(DECLARATION, encoding="utf-8")


def _write(path: Path, rows: list[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
