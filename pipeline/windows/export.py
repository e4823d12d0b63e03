"""export: what is published, as a spreadsheet, Parquet or SQLite. Reads the published folder and nothing else."""

import json
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from pipeline import publication
from pipeline.errors import InputError, Problem
from pipeline.revisions import read_published
from pipeline.store import digest, write_bytes
from pipeline.text import counted
from pipeline.workplace import Workplace
from pipeline.writers.export.public import Public

FORMS = ("xlsx", "parquet", "sqlite")


@dataclass(frozen=True)
class Exported:
    """Which files were made of which publication."""

    dataset: str
    version: str
    organisations: int
    files: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Tell it to a program."""
        return {**vars(self), "files": list(self.files)}

    def words(self) -> str:
        """Tell it to a person."""
        size = counted(self.organisations, "organisation")
        return "\n".join(
            [f"{self.dataset} {self.version}: {size}, as published.", *(f"  {each}" for each in self.files)]
        )


def export(place: Workplace, form: str, out: Path | None) -> Exported:
    """Write the publication in one of FORMS: to `out`, or into `interim/<dataset>/export/`.

    Raises InputError where nothing is published, where the published tables are not those that datapackage.json
    describes, and where `out` lies in raw/ or published/.
    """
    public = read(place)
    version = public.text("version")
    target = out or place.interim / "export" / f"{place.name}-{version}.{form}"
    if out:
        _check_place(place, out)
    stem = target.name.removesuffix(target.suffix) if target.suffix == f".{form}" else target.name
    made = import_module(f"pipeline.writers.export.{form}").write(public, Path(target.name).stem)
    paths = []
    for suffix, data in made.items():
        path = target if suffix == f".{form}" else target.with_name(stem + suffix)
        write_bytes(path, data)
        paths.append(path)
    told = tuple(_told(place, path, out) for path in paths)
    return Exported(place.name, version, len(public.tables["entities"]), told)


def read(place: Workplace) -> Public:
    """Read a published folder, held against its own description."""
    from schemas import Entities, Totals

    files = publication.list_files(place.published)
    folder = f"published/{place.name}"
    if not files:
        raise InputError(Problem("nothing is published", f"Run `deskcheck publish {place.name}` first.", folder))
    try:
        package = json.loads(files["datapackage.json"].read_text(encoding="utf-8"))
        described = {each["path"]: each["hash"] for each in package["resources"]}
    except (KeyError, ValueError, TypeError):
        raise InputError(Problem(*_DAMAGED, f"{folder}/datapackage.json")) from None
    for name in ("entities.csv", "totals.csv"):
        if described.get(name) != f"sha256:{digest(files[name]) if name in files else ''}":
            raise InputError(Problem(*_DAMAGED, f"{folder}/{name}"))
    tables = {"entities": read_published(files, "entities.csv", Entities)}
    return Public(place.name, package, tables | {"totals": read_published(files, "totals.csv", Totals)})


_DAMAGED = ("the published file is missing, or not the one that was published", "Run publish, then export again.")


def _check_place(place: Workplace, out: Path) -> None:
    """Refuse to write where people or `publish` write, whatever links lead there."""
    target = out.resolve()
    for folder in ("raw", "published"):
        if target.is_relative_to((place.root / folder).resolve()):
            told = f"an export does not belong into {folder}/"
            raise InputError(Problem(told, "Name another place with -o, or leave it out.", column="-o"))
    if target.is_dir():
        raise InputError(Problem("what stands there is a folder", "Name a file with -o.", column="-o"))


def _told(place: Workplace, path: Path, out: Path | None) -> str:
    return str(path) if out else path.relative_to(place.root).as_posix()
