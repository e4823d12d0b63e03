"""The picture of an audit: the same bytes each time, names as text, and no more rows than can be looked at."""

import pandas as pd
from tables import table

from pipeline.writers.intervals import picture
from schemas import Audit


def row(at, **said):
    ends = {f"{part}_min": 11 for part in ("published", "provable", "insider")}
    ends |= {f"{part}_max": 50 for part in ("published", "provable", "insider")}
    return {"subject": "organisation", "entity_id": f"e{at}", "name": f"Body {at}", "verdict": "safe"} | ends | said


def test_names_are_text_whatever_stands_in_them():
    rows = [row(1, name="$x^2$ Škoda <b> 警察"), row(2, verdict="leak", published_max=None, provable_max=None)]
    audit = table(Audit, rows)
    drawn = picture(audit, "searches")
    assert picture(audit, "searches") == drawn
    text = drawn.decode("utf-8")
    assert "$x^2$ Škoda &lt;b&gt; 警察 (e1)" in text
    assert text.index("Body 2 (e2)") < text.index("Škoda")  # a leak stands first
    assert ">100<" in text and "mathdefault" not in text  # the scale is told in plain numbers
    assert "<dc:date>" not in text and "NaN" not in text and "nan" not in text


def test_a_long_list_is_cut_and_says_so():
    text = picture(table(Audit, [row(at) for at in range(450)]), "searches").decode("utf-8")
    assert "(the first 400 of 450)" in text
    assert "Body 399 (e399)" in text and "Body 400 (e400)" not in text


def test_an_empty_audit_is_drawn_too():
    assert b"<svg" in picture(pd.DataFrame(table(Audit, [])), "searches")
