"""The matcher on labelled real data: a floor under what was reached when the model was made."""

import pytest

from pipeline.windows.crosswalk import crosswalk
from pipeline.windows.evaluate import evaluate


@pytest.mark.slow
@pytest.mark.parametrize(("name", "f1", "precise"), [("leso-renames", 0.97, 0.94), ("flock-hard-hand", 0.94, 0.8)])
def test_labelled_names(data, tmp_path, name, f1, precise):
    folder = data / "bench" / name
    crosswalk(folder / "queries.csv", folder / "registry.csv", tmp_path / "out.csv", "US")
    done = evaluate(tmp_path / "out.csv", folder / "gold.csv")
    assert done.best.f1 >= f1
    assert done.precise is not None
    assert done.precise.recall >= precise
    assert done.decided.precision >= 0.99
    assert done.unanswerable_linked * 100 <= done.scored
