"""Read what people judged, and say what it shows: whether a sample still holds, and the bound that follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from pipeline.assurance.agreement import agreement
from pipeline.assurance.bound import most_wrong
from pipeline.assurance.draw import draw_id, draw_number
from pipeline.assurance.frozen import FROZEN
from pipeline.assurance.units import Unit
from pipeline.statement import Statement

_GRAVE = ("right", "unsure", "wrong")  # the graver word of two people counts
Said = dict[str, tuple[str, str]]  # unit: verdict, reviewer


def current_draw(sample: pd.DataFrame, drawn_from: str) -> pd.DataFrame:
    """Give the lines of the last draw from a list: that with the highest number."""
    rows = sample[sample["drawn_from"] == drawn_from]
    if rows.empty:
        return rows
    last = max(rows["draw"].unique(), key=lambda name: (draw_number(name), name))
    return pd.DataFrame(rows[rows["draw"] == last])


def score(
    sample: pd.DataFrame, drawn_from: str, listed: Sequence[Unit], frozen: Mapping[str, str], confidence: float
) -> Statement:
    """Say what Sample shows about a list as it is today: `listed`, whose hashes are `frozen`."""
    rows = current_draw(sample, drawn_from)
    if rows.empty:
        return Statement(drawn_from, "none", confidence)
    draws = int(sample.loc[sample["drawn_from"] == drawn_from, "draw"].nunique())
    then = rows.iloc[0]
    changed = tuple(each for each in FROZEN if then[each] != frozen[each])
    if changed:
        return Statement(drawn_from, "lapsed", confidence, draws, changed)
    first = rows[rows["look"] == "1"]
    drawn: dict[str, str] = dict(zip(first["unit"].tolist(), first["stratum"].tolist(), strict=True))
    if draw_id(draw_number(then["draw"]), drawn_from, drawn, frozen) != then["draw"]:
        return Statement(drawn_from, "damaged", confidence, draws)
    return _score(rows, drawn, Statement(drawn_from, "open", confidence, draws, (), len(listed)))


def _score(rows: pd.DataFrame, drawn: Mapping[str, str], told: Statement) -> Statement:
    first, second = (_said(rows[rows["look"] == look]) for look in ("1", "2"))
    both = [unit for unit in first if unit in second and not _same_person(first[unit][1], second[unit][1])]
    agreed = agreement([(first[unit][0], second[unit][0]) for unit in sorted(both)])
    words = {unit: word for unit, (word, _) in first.items()}
    words |= {unit: max(first[unit][0], second[unit][0], key=_GRAVE.index) for unit in both}
    bad = {unit for unit, word in words.items() if word != "right"}
    by_lot = [unit for unit, stratum in drawn.items() if stratum == "random"]
    whole = len(drawn) - len(by_lot)
    found = sum(unit in bad for unit in by_lot)
    complete = len(words) == len(drawn)
    return replace(
        told,
        state="standing" if complete else "open",
        whole=whole,
        drawn=len(drawn),
        judged=len(words),
        wrong=sum(word == "wrong" for word in words.values()),
        unsure=sum(word == "unsure" for word in words.values()),
        bound=len(bad) - found + most_wrong(found, len(by_lot), told.size - whole, told.confidence) if complete else 0,
        pairs=agreed.pairs,
        agreed=agreed.agreed,
        kappa=agreed.kappa,
    )


def _said(rows: pd.DataFrame) -> Said:
    """Read the last verdict on each unit and who gave it."""
    judged = rows[rows["verdict"] != ""].drop_duplicates("unit", keep="last")
    cells = (judged[column].tolist() for column in ("unit", "verdict", "reviewer"))
    return {unit: (verdict, reviewer) for unit, verdict, reviewer in zip(*cells, strict=True)}


def _same_person(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
