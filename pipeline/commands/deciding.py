"""review, sample, letters, approve."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.commands.places import one_present
from pipeline.commands.report import Report
from pipeline.commands.work import engine_of, progress
from pipeline.engines import Workers
from pipeline.text import counted


def review_one(root: Path, name: str | None, port: int | None, browser: bool, as_json: bool) -> Report:
    """Serve the review page until it is ended."""
    from pipeline.review.session import prepare, run

    place, dataset = one_present(root, name)
    with progress(place.name) as notify:
        desk = prepare(place, dataset, engine_of(1), notify)
    written = run(desk, port, browser, as_json)
    told = f"{place.name}: {counted(written, 'line')} added to raw/{place.name}/decisions.csv."
    return Report([{"dataset": place.name, "written": written}], [told])


def sample_one(
    root: Path, name: str, dropped: bool, size: int | None, everything: bool, second: int, workers: Workers
) -> Report:
    """Draw or score a sample."""
    from pipeline.review.sampling import Wish, sample

    place, dataset = one_present(root, name)
    wish = Wish("dropped" if dropped else "published", size, everything, second)
    with progress(place.name) as notify:
        done = sample(place, dataset, engine_of(workers), notify, wish)
    return Report([done.to_json()], [done.words()], list(done.findings), 1 if done.findings else 0)


def letters_of(root: Path, name: str, on: str, deadline: str, everything: bool, workers: Workers) -> Report:
    """Write the requests for comment that are due."""
    from pipeline.review.letters import letters

    place, dataset = one_present(root, name)
    with progress(place.name) as notify:
        done = letters(place, dataset, engine_of(workers), notify, on, deadline, everything)
    return Report([done.to_json()], [done.words()])


def approve_one(root: Path, name: str, signature: Mapping[str, Any], workers: Workers) -> Report:
    """Show what would be published, and sign it off."""
    from pipeline.review.signing import Signature, approve

    place, dataset = one_present(root, name)
    with progress(place.name) as notify:
        done = approve(place, dataset, engine_of(workers), notify, Signature(**signature))
    return Report([done.to_json()], [done.words()], list(done.findings), 1 if done.findings else 0)
