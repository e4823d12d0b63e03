"""The house rules that a reader of the tree may rely on."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import schemas
from pipeline.run import model_of

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "pipeline"
STAGES = ["ingest", "normalize", "match", "resolve", "verify", "bucket", "protect", "publish"]
MADE = ["records", "names", "candidates", "links", "verified", "ranges", "protected", "entities"]

# Who may be imported by whom: a package may import those below it, never one above or beside it.
LAYERS = {
    "cli": 10,
    "commands": 9,
    "windows": 8,
    "review": 8,
    "run": 7,
    "summary": 6,
    "publication": 6,
    "gate": 5,
    "history": 4,
    "alike": 5,
    "privacy": 5,
    "assurance": 5,
    "walk": 5,
    "parts": 4.5,
    "stages": 4,
    "memory": 5,
    "store": 4,
    "disclosure": 3,
    "writers": 3,
    "readers": 3,
    "matching": 3,
}


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")


def area(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "pipeline" else ""


def imports(path: Path, top_level_only: bool = False) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = ast.walk(tree) if not top_level_only else iter(tree.body)
    found: list[str] = []
    for node in nodes:
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def test_the_stages_are_the_eight_of_the_walk() -> None:
    assert sorted(path.stem for path in (PACKAGE / "stages").glob("*.py") if path.stem != "__init__") == sorted(STAGES)


@pytest.mark.parametrize(("stage", "table"), list(zip(STAGES, MADE, strict=True)))
def test_every_stage_has_a_schema_a_test_and_a_line_in_the_readme(stage: str, table: str) -> None:
    assert model_of(table) is getattr(schemas, table.capitalize())
    assert (ROOT / "tests" / "stages" / f"test_{stage}.py").is_file()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| `{stage}` \| .*`{table}`", readme, re.MULTILINE)


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_point_one_way(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    for name in imports(path):
        other = area(name)
        if own in LAYERS and other in LAYERS and own != other:
            assert LAYERS[other] < LAYERS[own], f"{own} may not import {name}"
        if own not in LAYERS and own != "__main__":
            assert LAYERS.get(other, 0) < 3, f"{own} stands at the bottom and may not import {name}"


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_is_pure(stage: str) -> None:
    """No file, clock, network, environment or randomness, no other stage, and never the whole declaration."""
    path = PACKAGE / "stages" / f"{stage}.py"
    forbidden = ("os", "sys", "time", "random", "socket", "urllib", "pathlib", "subprocess")
    for name in imports(path):
        assert name.split(".")[0] not in forbidden, name
        assert not name.startswith(("pipeline.stages", "pipeline.dataset", "pipeline.store")), name
    code = path.read_text(encoding="utf-8")
    for call in ("open(", ".now(", ".today(", ".read_", "to_csv("):
        assert call not in code, call


LIGHT = [
    *(f"{folder}/{path.name}" for folder in ("cli", "commands") for path in sorted((PACKAGE / folder).glob("*.py"))),
    *(f"{name}.py" for name in ("run", "walk", "dataset", "memory", "store", "summary", "gate", "workplace")),
]


@pytest.mark.parametrize("name", LIGHT)
def test_what_every_command_loads_imports_nothing_heavy(name: str) -> None:
    heavy = ("pandas", "numpy", "scipy", "sklearn", "pandera", "pyarrow", "sparse_dot_topn", "rapidfuzz", "schemas")
    for imported in imports(PACKAGE / name, top_level_only=True):
        assert imported.split(".")[0] not in heavy or imported.startswith("schemas.vocabulary"), imported


@pytest.mark.parametrize("model", schemas.__all__)
def test_every_column_says_what_it_means(model: str) -> None:
    for name, column in getattr(schemas, model).to_schema().columns.items():
        assert column.description, f"{model}.{name}"


def test_every_module_and_public_function_says_what_it_does() -> None:
    for path in [*modules(), *(ROOT / "schemas").glob("*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), path
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{path}: {node.name}"


@pytest.mark.parametrize("library", ["dask.dataframe", "hypothesis"])
def test_no_table_loads_what_it_has_no_use_for(library: str) -> None:
    """Where they are installed, pandera would load them for every table."""
    code = (
        "import sys; from schemas.registry import Registry; Registry.to_schema().validate(Registry.empty()); "
        f"sys.exit('{library}' in sys.modules)"
    )
    pytest.importorskip(library)
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
