"""attestation.json: the desk's own clean check, for those who check the published folder without its private sources.

It binds the published files and the inputs that are not private to the check that was made of them, and is void as soon
as one differs. It holds no hash of a private input: a list of few names, with counts whose ranges are published, could
be guessed from its hash. What the declaration says of one (its sha256) is bound with the declaration. The tables that
people write may be kept from the public too: they are hashed all at once, and slowly, so that a guess is dear.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline import publication, store
from pipeline.dataset import Dataset
from pipeline.errors import Problem
from pipeline.workplace import Workplace

WRITTEN = ("corrections", "decisions", "evidence", "responses", "sample")  # tables that people write
_ROUNDS = 300_000  # some tenths of a second each time


@dataclass(frozen=True)
class Attestation:
    """What a clean check of all sources bears witness to."""

    dataset: str
    version: str
    program: str
    program_sha256: str
    published: str
    declared: str
    tables: tuple[str, ...]
    written: str


def attest(place: Workplace, dataset: Dataset) -> Attestation:
    """Bear witness to what is published now, made from what is declared now."""
    tables = tuple(name for name in WRITTEN if (place.raw / f"{name}.csv").is_file())
    files = {name: store.digest(path) for name, path in publication.list_files(place.published).items()}
    return Attestation(
        dataset.name,
        dataset.version,
        version("deskcheck"),
        store.program_digest(),
        store.digest_of(files),
        _slowly(store.digest_of(_declared(place, dataset))),
        tables,
        _slowly(store.digest_of({name: store.digest(place.raw / f"{name}.csv") for name in tables})),
    )


def write(place: Workplace, dataset: Dataset) -> None:
    """Leave the attestation in the published folder, whole or not at all."""
    path, made = place.published / publication.ATTESTATION, attest(place, dataset)
    data = (json.dumps(asdict(made), indent=1, ensure_ascii=False) + "\n").encode("utf-8")
    if not path.is_file() or path.read_bytes() != data:
        finished = place.interim / publication.ATTESTATION  # a kill leaves no half of it among what is published
        store.write_bytes(finished, data)
        finished.replace(path)


def present(place: Workplace) -> bool:
    """Tell whether the published folder holds one."""
    return (place.published / publication.ATTESTATION).exists()


def void(place: Workplace, dataset: Dataset) -> list[Problem]:
    """List why the attestation does not hold. One by another version of the program may."""
    path = place.published / publication.ATTESTATION
    file = f"published/{place.name}/{publication.ATTESTATION}"
    told, now = _read(path), attest(place, dataset)
    if told is None:
        return [_void("it cannot be read", file)]
    kept = {"tables": list(now.tables), "written": now.written}
    facts: Mapping[str, Any] = asdict(now) | kept
    found = [
        _void(words, file)
        for key, words in (
            ("dataset", "it is of another dataset"),
            ("version", "it is of another version"),
            ("published", "a published file is not the one that the desk has checked"),
            ("declared", "the declaration, or a file that it declares, is not the one that the desk has checked"),
        )
        if told[key] != facts[key]
    ]
    lacking = [name for name in told["tables"] if name not in now.tables]
    if not lacking and (told["tables"], told["written"]) != (facts["tables"], facts["written"]):
        found.append(_void("a table that people write is not the one that the desk has checked", file))
    return found


def lacking(place: Workplace) -> list[str]:
    """Name the tables that the desk had and that are absent here."""
    told = _read(place.published / publication.ATTESTATION)
    return [f"{name}.csv" for name in (told or {}).get("tables", []) if not (place.raw / f"{name}.csv").is_file()]


def _declared(place: Workplace, dataset: Dataset) -> dict[str, str]:
    files = [file.path for file in (*dataset.sources, dataset.registry) if not file.private]
    return {name: store.digest(place.raw / name) for name in ("dataset.yml", *files)}


def _slowly(text: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", text.encode(), b"deskcheck attestation", _ROUNDS).hex()


def _read(path: Path) -> dict[str, Any] | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        sound = told.keys() == Attestation.__dataclass_fields__.keys() and isinstance(told["tables"], list)
        return told if sound else None
    except (OSError, ValueError, AttributeError):
        return None


def _void(reason: str, file: str) -> Problem:
    remedy = "Run check where all sources are present, and commit the attestation that it leaves."
    return Problem(f"the desk's attestation is void: {reason}", remedy, file)
