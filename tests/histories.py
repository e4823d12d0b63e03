"""Newsrooms of two or three revisions, small enough to be enumerated: what came, went, merged, split and changed."""

import random

import pandas as pd
from tables import answers

from pipeline.claims import Claim
from pipeline.disclosure.facts import gather, grouped
from pipeline.ladder import join, place
from pipeline.revisions import Revision
from schemas.vocabulary import DIMENSIONS

LADDER = (1, 4, 8, 11)
NOBODY = answers()


def history(seed, modes=("exact", "ranges", "none"), most=4):
    """Make what is public after a few revisions, and the true counts of all its numbers by revision."""
    chance = random.Random(seed)
    bodies = {f"e{at}": _body(chance) for at in range(1, chance.randint(2, most))}
    told, tables, changed = [], [], set()
    for version in ("1.0.0", "1.1.0", "1.2.0")[: chance.randint(2, 3) if most < 5 else 2]:
        if tables:
            changed |= _turn(chance, bodies)
        table = _table(bodies)
        told.append(_totals(chance, table, {each: chance.choice(modes) for each in DIMENSIONS}))
        tables.append((version, table, _claims(chance, table)))
    earlier = [
        Revision(version, table.drop(columns="count"), totals, claims)
        for (version, table, claims), totals in zip(tables[:-1], told[:-1], strict=True)
    ]
    _, now, claims = tables[-1]
    return gather(now.drop(columns="response"), NOBODY, told[-1], claims, earlier, changed)


def _body(chance):
    return [chance.randint(1, 10), chance.choice("AB"), chance.choice("xy")]


def _table(bodies):
    """Make the columns that matter, without the checks of a schema: thousands of these are made."""
    told = [(each, *body, place(body[0], LADDER)) for each, body in sorted(bodies.items())]
    rows = [
        (each, each, kind, country, "not_asked", count, own.label, own.low, own.high)
        for each, count, country, kind, own in told
    ]
    columns = ["entity_id", "name", "kind", "country", "response", "count", "count_range", "count_min", "count_max"]
    return pd.DataFrame(rows, columns=columns)


def _totals(chance, table, modes):
    """Tell sums as their dimension's mode says; now and then one is withheld."""
    rows = []
    for dimension, groups in grouped(table).items():
        for value, members in groups.items():
            chosen = table.iloc[members]
            exact, total = modes[dimension] == "exact", int(chosen["count"].sum())
            wide = join(int(chosen["count_min"].sum()), int(chosen["count_max"].sum()), LADDER)
            ends = (total, total) if exact else (wide.low, wide.high)
            if modes[dimension] != "none" and chance.random() < 0.8:
                rows.append((dimension, value, len(chosen), *ends))
    return pd.DataFrame(rows, columns=["dimension", "value", "entities", "count_min", "count_max"])


def _turn(chance, bodies):
    """Let one thing happen between two revisions; return whose counts a correction names."""
    names = sorted(bodies)
    what = chance.choice(("same", "changed", "came", "went", "merged", "split"))
    one, other = chance.choice(names), chance.choice(names)
    if what == "changed":
        bodies[one][0] = chance.randint(1, 10)
        return {one}
    if what == "came":
        bodies[_new(names)] = _body(chance)
    if what == "went" and len(names) > 1:
        del bodies[one]
    if what == "merged" and one != other:
        bodies[one][0] = min(10, bodies[one][0] + bodies.pop(other)[0])
        return {one}
    if what == "split" and bodies[one][0] > 1:
        part = chance.randint(1, bodies[one][0] - 1)
        bodies[_new(names)] = [part, *bodies[one][1:]]
        bodies[one][0] -= part
        return {one}
    return set()


def _new(names):
    """Name one that was never there before: withdrawn ones do not come back under another count."""
    return f"e{max(int(each[1:]) for each in names) + 7}"


def _claims(chance, table):
    if chance.random() < 0.6:
        return []
    at = chance.randrange(len(table))
    count, entity = int(table["count"].iloc[at]), str(table["entity_id"].iloc[at])
    word, value = chance.choice(
        (("at_least", count - 1), ("more_than", count - 1), ("less_than", count + 2), ("is", count))
    )
    return [Claim("a claim", "count", word, value, {"entity_id": entity})]
