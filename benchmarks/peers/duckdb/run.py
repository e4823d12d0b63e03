"""DuckDB groups the rows of a CSV file by name and region: `run.py LOG ANSWERS`; what any tool must do at least."""

import sys

import duckdb


def main() -> None:
    """Count the rows of each name and region, and write them."""
    log, answers = sys.argv[1:3]
    database = duckdb.connect(config={"threads": 2})
    log_file = database.read_csv(log, all_varchar=True)
    log_file.aggregate("agency, state, count(*) AS number", "agency, state").write_csv(answers)


if __name__ == "__main__":
    main()
