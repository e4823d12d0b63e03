"""Which dataset is meant, and are its files here?"""

from pathlib import Path

from pipeline.dataset import Dataset, load
from pipeline.declaration.model import File
from pipeline.errors import InputError, Problem
from pipeline.readers.files import absent
from pipeline.workplace import Workplace, find_datasets


def missing_files(place: Workplace, dataset: Dataset) -> list[File]:
    """List the declared files that are not there."""
    files: dict[str, File] = {file.path: file for file in (*dataset.sources, dataset.registry)}
    return [file for path, file in files.items() if not (place.raw / path).exists()]


def one_present(root: Path, name: str | None) -> tuple[Workplace, Dataset]:
    """Find the named dataset, or the only one whose files are present. Raises InputError where there are several."""
    places = find_datasets(root, (name,) if name else ())
    loaded = [(place, load(place.raw)) for place in places]
    if name and (missing := missing_files(*loaded[0])):
        raise InputError([absent(file, loaded[0][0].raw) for file in missing])
    here = [each for each in loaded if not missing_files(*each)]
    if len(here) != 1:
        names = ", ".join(place.name for place, _ in here) or "none"
        raise InputError(Problem(f"name one dataset; those whose files are here: {names}", "Write its name after it."))
    return here[0]
