"""Splink on DuckDB: link only, without labels (u by random pairs, m by expectation maximisation), term frequencies.

`run.py SET OUT`, in its own environment. The weight of a match is the score.
"""

import logging
import sys
from collections import Counter
from pathlib import Path

import duckdb
import pyarrow as pa
import splink.comparison_level_library as level
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.exceptions import EMTrainingException

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from common import Best, load, plain

LEAST = -8  # weight of a match, in bits
COLUMNS = ("name", "words", "region", "first", "last", "rare", "rare_too")

task = load(Path(sys.argv[1]))
queries, entries = [plain(name) for name in task.names], [plain(name) for name in task.entries]
often = Counter(word for name in entries for word in set(name.split()))


def table(names: list[str], regions: list[str]) -> pa.Table:
    """Make a table with the words that tell most of each name beside it."""
    columns: dict[str, list[str | None]] = {column: [] for column in COLUMNS}
    for name, region in zip(names, regions, strict=True):
        words = name.split()
        # A word that the registry lacks may be a misspelling; a short one is hardly a name.
        rare = sorted(set(words), key=lambda word: (often.get(word, 1 if len(word) > 3 else 10**6), word))
        cells = (
            name,
            " ".join(sorted(words)),
            region,
            words[0] if words else "",
            words[-1] if words else "",
            rare[0] if rare else "",
            rare[1] if len(rare) > 1 else "",
        )
        for column, cell in zip(COLUMNS, cells, strict=True):
            columns[column].append(cell or None)
    fields = [pa.field("unique_id", pa.int64()), *(pa.field(column, pa.string()) for column in COLUMNS)]
    return pa.table({"unique_id": list(range(len(names))), **columns}, schema=pa.schema(fields))


def settings() -> SettingsCreator:
    """Say what is compared, and which pairs at all."""
    name = compare.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            level.NullLevel("name"),
            level.ExactMatchLevel("name").configure(tf_adjustment_column="name"),
            level.ExactMatchLevel("words").configure(tf_adjustment_column="words"),
            level.LevenshteinLevel("name", 1),
            level.JaroWinklerLevel("name", 0.95),
            level.JaroWinklerLevel("words", 0.95),
            level.JaroWinklerLevel("name", 0.9),
            level.JaroWinklerLevel("words", 0.9),
            level.JaroWinklerLevel("name", 0.8),
            level.ElseLevel(),
        ],
    )
    rare = compare.CustomComparison(
        output_column_name="rare",
        comparison_levels=[
            level.NullLevel("rare"),
            level.ExactMatchLevel("rare").configure(tf_adjustment_column="rare"),
            level.LevenshteinLevel("rare", 1),
            level.JaroWinklerLevel("rare", 0.88),
            level.ElseLevel(),
        ],
    )
    comparisons = [name, rare, compare.LevenshteinAtThresholds("last", [1, 3])]
    blocks = [block_on("name"), block_on("words"), block_on("rare", "rare_too"), block_on("substr(name, 1, 10)")]
    if any(task.regions):
        comparisons.append(compare.ExactMatch("region").configure(term_frequency_adjustments=True))
        blocks += [
            block_on("rare", "region"),
            block_on("region", "substr(name, 1, 5)"),
            block_on("region", "substr(rare, 1, 3)"),
            "l.rare = r.rare_too and l.region = r.region",
            "l.rare_too = r.rare and l.region = r.region",
        ]
    frequent = {word for word, times in often.items() if times > 150}
    if not frequent or not any(task.regions):
        blocks.append(block_on("rare"))
    return SettingsCreator(
        link_type="link_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=blocks,
        retain_matching_columns=False,
    )


connection = duckdb.connect()
connection.execute("set preserve_insertion_order = false")
api = DuckDBAPI(connection)
tables = [
    api.register(table(queries, task.regions), dataset_display_name="q"),
    api.register(table(entries, task.entry_regions), dataset_display_name="r"),
]
linker = Linker(tables, settings(), log_level=logging.ERROR)
train = linker.training
located = any(task.regions)
train.estimate_probability_two_random_records_match(
    [block_on("words", "region") if located else block_on("words")], recall=0.4
)
train.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
for rule in (
    block_on("rare", "region") if located else block_on("rare"),
    block_on("name"),
    block_on("substr(name, 1, 8)"),
):
    try:
        train.estimate_parameters_using_expectation_maximisation(rule)
    except EMTrainingException as error:  # a rule that leaves nothing to learn from: the others stay
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
pairs = linker.inference.predict(threshold_match_weight=LEAST).physical_name
found = connection.execute(f"""
    with pairs as (
        select
            case when source_dataset_l = 'q' then unique_id_l else unique_id_r end as query,
            case when source_dataset_l = 'q' then unique_id_r else unique_id_l end as entry,
            match_weight as weight
        from {pairs}
    )
    select query, arg_max(entry, weight), max(weight) from pairs group by query
""").fetchall()
best: list[Best] = [None] * len(queries)
for query, entry, weight in found:
    best[query] = (task.entities[entry], float(weight))
task.answer(Path(sys.argv[2]), best)
