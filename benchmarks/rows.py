"""Rows of the table of matchers: each is measured once for the same program and the same set, and kept."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT, WORK, Cost, Failed, deskcheck, python, run

PEERS = Path(__file__).resolve().parent / "peers"
COUNTRIES = {"police-icpsr": "US", "leso-renames": "US", "flock-hard-hand": "US"}
OURS = [ROOT / "pipeline", ROOT / "schemas", ROOT / "requirements" / "core.txt"]


@dataclass(frozen=True)
class Model:
    """With which model ours runs on a set: its file (None: the shipped one), and what the table says of it."""

    told: str
    path: Path | None = None


def our_model(set_name: str) -> Model:
    """Choose the model of a set: for one that the shipped model was fitted on, another fitted without it."""
    if set_name in COUNTRIES or set_name == "ror-crossref-names":
        path = WORK / "models" / f"{set_name}.json"
        if not path.exists():
            _fit_without(set_name, path)
        return Model("a model fitted without this set", path)
    return Model("its shipped model, whose training saw other names of this generator")


def _fit_without(set_name: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    data = Path(os.environ.get("DESKCHECK_DATA", ROOT.parent / "shared" / "data"))
    invented = WORK / "invented"
    for words in (
        ("benchmarks.names", "--registry", "6000", "--names", "5000", "--rows", "5000", "--out", str(invented)),
        ("pipeline.matching.train", str(data / "bench"), "--noise", str(data / "registries" / "ror" / "registry.csv"),
         "--invented", str(invented), "--without", set_name, "--out", str(path)),
    ):  # fmt: skip
        subprocess.run([sys.executable, "-m", *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@dataclass(frozen=True)
class Matcher:
    """One row of the table: its title, the folder of a peer ('' for ours), and what the peer's script is told."""

    title: str
    peer: str = ""
    setting: str = ""


MATCHERS = (
    Matcher("**Deskcheck**"),
    Matcher("rapidfuzz `cdist`, token_sort_ratio", "rapidfuzz", "token_sort_ratio"),
    Matcher("TF-IDF of 3-grams, sparse-dot-topn, top 5", "sparse_topn", "5"),
    Matcher("TF-IDF of 3-grams, sparse-dot-topn, top 30", "sparse_topn", "30"),
    Matcher("Splink", "splink"),
    Matcher("emm, without labels", "emm", "0"),
    Matcher("emm, 500 labels of this very set", "emm", "500"),
)


@dataclass(frozen=True)
class Row:
    """What a matcher did on a set; `failed` says why it has no figures."""

    title: str
    failed: str = ""
    cost: Cost | None = None
    scores: Mapping[str, Any] = field(default_factory=dict)


def measure(matcher: Matcher, folder: Path) -> Row:
    """Run a matcher on a set, or take what it did the last time that nothing was different."""
    model = our_model(folder.name)
    parts = [folder / name for name in ("queries.csv", "registry.csv", "gold.csv")]
    parts += [PEERS / matcher.peer, PEERS / "common.py"] if matcher.peer else OURS
    told = f"{matcher} {'' if matcher.peer else model.told} {sys.version_info[:2]}"
    chosen = ["--model", str(model.path)] if model.path and not matcher.peer else []
    key = _digest(parts + [Path(path) for path in chosen[1:]], told)
    kept = WORK / "rows" / f"{key}.json"
    if kept.exists():
        data = json.loads(kept.read_text(encoding="utf-8"))
        return Row(data["title"], "", Cost(**data["cost"]), data["scores"])
    answers, log = WORK / "answers" / f"{key}.csv", WORK / "answers" / f"{key}.log"
    answers.parent.mkdir(parents=True, exist_ok=True)
    try:
        if matcher.peer:
            script = str(PEERS / matcher.peer / "run.py")
            cost = run([environment(matcher.peer), script, str(folder), str(answers), matcher.setting], None, log)
        else:
            words = ["crosswalk", str(parts[0]), str(parts[1]), "-o", str(answers)]
            country = COUNTRIES.get(folder.name, "")
            cost = run(deskcheck(*words, *(["--country", country] if country else []), *chosen), None, log)
    except Failed as failed:
        return Row(matcher.title, str(failed))
    scored = subprocess.run(
        python("-m", "benchmarks.score", str(folder), str(answers)), cwd=ROOT, capture_output=True, check=True
    )
    row = Row(matcher.title, "", cost, json.loads(scored.stdout))
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(asdict(row), indent=1), encoding="utf-8")
    return row


def environment(peer: str) -> str:
    """Give the interpreter of a peer's environment, made where it is missing. Raises Failed where that cannot be."""
    wanted = PEERS / peer / "requirements.txt"
    folder = WORK / "environments" / f"{peer}-{_digest([wanted], str(sys.version_info[:2]))[:12]}"
    interpreter = str(folder / "bin" / "python")
    if (folder / "ready").exists():
        return interpreter
    sys.stderr.write(f"installing {peer} ...\n")
    shutil.rmtree(folder, ignore_errors=True)
    log = WORK / "answers" / f"install-{peer}.log"
    pip = "-m pip --disable-pip-version-check --retries 1 install --quiet --only-binary :all: -r".split()
    try:
        run(python("-m", "venv", str(folder)), None, log)
        run([interpreter, *pip, str(wanted)], {"PYTHONPATH": ""}, log)
    except Failed:
        shutil.rmtree(folder, ignore_errors=True)
        raise Failed("could not be installed here") from None
    (folder / "ready").touch()
    return interpreter


def _digest(paths: list[Path], told: str) -> str:
    """Hash files, those of folders included, and a text."""
    sha = hashlib.sha256(told.encode())
    for path in paths:
        files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
        for each in files:
            if "__pycache__" in each.parts:
                continue
            sha.update(each.relative_to(path.parent).as_posix().encode() + b"\0")
            with each.open("rb") as file:
                while block := file.read(1 << 20):
                    sha.update(block)
    return sha.hexdigest()
