import csv
import json

from pipeline.matching import train
from pipeline.matching.features import FEATURES

PLACES = ["Boise", "Nampa", "Salem", "Akron", "Toledo", "Dayton", "Lima", "Parma", "Elyria", "Lorain"]


def write(path, header, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])


def test_the_model_is_made_reproducibly_and_learns(tmp_path):
    folder = tmp_path / "bench" / "tiny"
    folder.mkdir(parents=True)
    registry = [(f"e{n}", f"{place} Police Department", "US", "") for n, place in enumerate(PLACES[:7])]
    queries = [(f"q{n}", f"{place} Polise", "US") for n, place in enumerate(PLACES)]
    write(folder / "registry.csv", ["entity_id", "name", "region", "aliases"], registry)
    write(folder / "queries.csv", ["query_id", "name", "region"], queries)
    gold = [(f"q{n}", f"e{n}" if n < 7 else "") for n in range(10)]
    write(folder / "gold.csv", ["query_id", "entity_id"], gold)
    made = []
    for name in ("one.json", "two.json"):
        train.main([str(tmp_path / "bench"), "--out", str(tmp_path / name)])
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
    model = json.loads(made[0])
    assert list(model["weights"]) == list(FEATURES)
    assert model["trained_on"] == {"tiny": 10}
    assert model["weights"]["both_rare"] < 0


def test_invented_names_weigh_less(tmp_path, monkeypatch):
    for name in ("bench/tiny", "invented"):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        write(folder / "registry.csv", ["entity_id", "name", "region", "aliases"], [("e", "Boise Police", "US", "")])
        write(folder / "queries.csv", ["query_id", "name", "region"], [("q", "Boise Polise", "US")])
        write(folder / "gold.csv", ["query_id", "entity_id"], [("q", "e")])
    shares = []
    monkeypatch.setattr(train, "fit", lambda sets: shares.extend(each.share for each in sets) or [0.0] * len(FEATURES))
    asked = [str(tmp_path / "bench"), "--invented", str(tmp_path / "invented"), "--out", str(tmp_path / "model.json")]
    train.main(asked)
    assert shares == [1.0, train.INVENTED_SHARE] and train.INVENTED_SHARE < 1
