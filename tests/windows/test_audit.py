"""The attacks on a published table: each caught with the right names, each quiet after the remedy."""

import pytest
from newsrooms import Newsroom, name

ALIKE = dict.fromkeys(range(1, 13), 20)  # twelve in 11-50: nobody can be told from the others


def claim(text, statistic, **said):
    told = ", ".join(f"{key}: {value}" for key, value in said.items())
    return f'{{text: "{text}", statistic: {statistic}, {told}}}'


@pytest.fixture
def newsroom(tmp_path):
    return Newsroom(tmp_path)


def published(newsroom):
    result = newsroom.run("publish", "tiny")
    assert result.code == 0, result.err
    return result


def refused(newsroom):
    """Publication is refused, and the published folder stays as it was."""
    before = newsroom.files()
    result = newsroom.run("publish", "tiny")
    assert result.code == 1
    assert newsroom.files() == before
    return result.err


def fixed(newsroom):
    """Put the proposal of --fix into the declaration, as a person would."""
    proposal = newsroom.run("audit", "tiny", "--fix", "--json").json["results"][0]["proposal"]
    path = newsroom.raw / "dataset.yml"
    keys = tuple(f"{line.split(':')[0]}:" for line in proposal["lines"].splitlines())
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(keys)]
    path.write_text("\n".join([*kept, proposal["lines"], ""]), encoding="utf-8")
    return proposal


def quiet(newsroom):
    result = newsroom.run("audit", "tiny", "--json")
    assert (result.code, result.json["results"][0]["leaks"]) == (0, [])
    published(newsroom)


def test_an_exact_total_over_one(newsroom):
    newsroom.fill(ALIKE | {13: 30}, kinds={13: "university"})
    assert newsroom.named() == [("o13", "1.0.0")]
    told = refused(newsroom)
    assert f"a reader can tell more of {name(13)} (o13) than its range 11-50, from the sum for kind university" in told
    assert "30" not in told.replace("11-50", "")
    proposal = fixed(newsroom)
    assert (
        proposal["lines"]
        == "disclosure: {totals: {all: exact, country: exact, kind: ranges, response: exact}, insiders: 0}"
    )
    quiet(newsroom)


def test_an_insider_reads_what_a_stranger_cannot(newsroom):
    newsroom.fill(ALIKE | {13: 30, 14: 31}, kinds={13: "university", 14: "university"})
    quiet(newsroom)
    newsroom.edit("insiders: 0", "insiders: 1")
    assert [(leak["entity_id"], leak["insiders"]) for leak in newsroom.leaks()] == [("o13", "o14"), ("o14", "o13")]
    newsroom.edit("1.0.0", "1.1.0")  # revision 1.0.0 gave it away already: that is no reason to say it again
    assert f"{name(14)} (o14), knowing its own count, can tell more of {name(13)} (o13)" in refused(newsroom)


def test_two_insiders_who_pool(newsroom):
    four = dict.fromkeys((13, 14, 15, 16), 30)
    newsroom.fill(ALIKE | four, insiders=1, kinds=dict.fromkeys(four, "university"))
    quiet(newsroom)
    newsroom.edit("insiders: 1", "insiders: 2")
    assert {tuple(leak["insiders"].split("|")) for leak in newsroom.leaks() if leak["entity_id"] == "o13"} == {
        ("o14", "o15")
    }


def test_three_that_are_new_under_exact_totals(newsroom):
    newsroom.fill(ALIKE)
    published(newsroom)
    newsroom.fill(ALIKE | {13: 50, 14: 50, 15: 50}, version="1.1.0")
    assert newsroom.named() == [("o13", "1.1.0"), ("o14", "1.1.0"), ("o15", "1.1.0")]
    told = refused(newsroom)
    words = "the sum over all organisations (revision {})"
    assert f"{words.format('1.1.0')}; {words.format('1.0.0')}" in told
    table = newsroom.audit_table()
    (difference,) = {row["name"] for row in table if row["subject"] == "difference"}
    assert difference == " + ".join(f"{name(at)} (o{at})" for at in (13, 14, 15))
    fixed(newsroom)
    quiet(newsroom)


def test_two_that_are_merged_between_revisions(newsroom):
    newsroom.fill(ALIKE | {13: 47, 14: 5})
    published(newsroom)
    newsroom.fill(ALIKE | {13: 52}, version="1.1.0")  # o14 was o13 by another name
    assert newsroom.named() == [("o13", "1.0.0"), ("o13", "1.1.0")]
    assert f"{name(13)} (o13) than its range 11-50 in revision 1.0.0, from the sum" in refused(newsroom)
    fixed(newsroom)
    quiet(newsroom)


def test_one_that_is_split_and_one_that_is_withdrawn(newsroom):
    newsroom.fill(ALIKE | {13: 52, 15: 99})
    published(newsroom)
    newsroom.fill(ALIKE | {13: 47, 14: 5, 15: 99}, version="1.1.0")
    assert newsroom.named() == [("o13", "1.0.0"), ("o13", "1.1.0")]
    newsroom.fill(ALIKE | {13: 52}, version="1.1.0")
    assert newsroom.named() == [("o15", "1.0.0")]
    fixed(newsroom)
    quiet(newsroom)


def test_a_sum_of_ranges_then_and_an_exact_one_now(newsroom):
    newsroom.fill(ALIKE, totals="none")
    published(newsroom)
    newsroom.fill(ALIKE, version="1.1.0")
    quiet(newsroom)


def test_a_claim_on_one_tells_the_other_of_two(newsroom):
    kinds = {13: "university", 14: "university"}
    said = claim("Marrowby ran 40", "count", where="{entity_id: o13}", **{"is": 40})
    newsroom.fill(ALIKE | {13: 40, 14: 21}, totals="{kind: exact}", kinds=kinds, claims=[said])
    assert newsroom.named() == [("o14", "1.0.0")]
    assert "from the sum for kind university; the claim “Marrowby ran 40”" in refused(newsroom)
    assert "declared: claims of the story alone tell more" in newsroom.run("audit", "tiny").out
    fixed(newsroom)
    quiet(newsroom)


def test_a_claim_stays_known(newsroom):
    kinds = {13: "university", 14: "university"}
    said = claim("Marrowby ran 40", "count", where="{entity_id: o13}", **{"is": 40})
    newsroom.fill(ALIKE | {13: 40, 14: 21}, totals="none", kinds=kinds, claims=[said])
    published(newsroom)
    newsroom.fill(ALIKE | {13: 40, 14: 21}, version="1.1.0", kinds=kinds)  # the story is silent now
    assert newsroom.named() == [("o14", "1.1.0")]
    assert "the claim “Marrowby ran 40” (revision 1.0.0)" in refused(newsroom)


def test_claims_that_contradict_one_another(newsroom):
    claims = [
        claim("more than 300", "total", more_than=300),
        claim("twelve bodies", "entities", **{"is": 12}),
        claim("fewer than 250", "total", less_than=250),
    ]
    newsroom.fill(ALIKE, totals="ranges", claims=claims)
    told = refused(newsroom)
    assert "contradicts itself: the claim “more than 300”; the claim “fewer than 250” cannot all be true" in told
    newsroom.fill(ALIKE, totals="ranges", claims=claims[1:])
    quiet(newsroom)


def test_a_count_that_changed_within_its_range_must_be_named(newsroom):
    newsroom.fill(ALIKE)
    published(newsroom)
    newsroom.fill(ALIKE | {1: 25}, version="1.1.0")
    told = refused(newsroom)
    assert "contradicts itself: the sum" in told and "(revision 1.0.0)" in told and "(revision 1.1.0)" in told
    newsroom.correct(("o1", "count_range", "new_data"))
    assert newsroom.named() == [("o1", "1.0.0"), ("o1", "1.1.0")]  # two sums that differ by five tell of its two counts
    newsroom.correct(*((f"o{at}", "count_range", "new_data") for at in ALIKE))
    quiet(newsroom)


def test_a_correction_of_another_field_changes_no_count(newsroom):
    newsroom.fill(ALIKE)
    published(newsroom)
    newsroom.fill(ALIKE | {1: 25}, version="1.1.0")
    newsroom.correct(("o1", "name", "correction"))
    assert "contradicts itself" in refused(newsroom)


def test_what_earlier_revisions_gave_away_is_told_and_stops_nothing(newsroom):
    newsroom.fill(ALIKE | {13: 30, 14: 31}, kinds={13: "university", 14: "university"})
    published(newsroom)
    newsroom.fill(ALIKE | {13: 30, 14: 31}, "1.1.0", "ranges", insiders=1, kinds={13: "university", 14: "university"})
    result = newsroom.run("audit", "tiny")
    assert result.code == 0
    assert f"Known: {name(13)} (o13)" in result.out
    published(newsroom)


def test_a_shallow_clone_audits_as_well(newsroom, tmp_path):
    newsroom.fill(ALIKE)
    published(newsroom)
    newsroom.fill(ALIKE | {13: 30}, version="1.1.0")
    assert newsroom.named() == [("o13", "1.1.0")]
    other = Newsroom.__new__(Newsroom)
    Newsroom.__mro__[1].__init__(other, tmp_path / "clone", like=newsroom)
    for path in (other.interim / "state.json",):
        path.unlink()
    assert other.named() == [("o13", "1.1.0")]


def test_sums_as_ranges_are_never_refused_and_never_tell(newsroom):
    kinds = {13: "university", 14: "university", 15: "prosecutor"}
    newsroom.fill(ALIKE | {13: 12, 14: 40, 15: 99}, totals="ranges", insiders=1, kinds=kinds)
    quiet(newsroom)
    newsroom.fill(ALIKE | {13: 12, 14: 40, 15: 99, 16: 7, 17: 300}, "1.1.0", "ranges", insiders=1, kinds=kinds)
    quiet(newsroom)


def test_the_report_is_private_and_nothing_of_it_is_printed(newsroom):
    newsroom.fill(ALIKE | {13: 37}, kinds={13: "university"})
    plain, programs = newsroom.run("audit", "tiny", "--fix"), newsroom.run("audit", "tiny", "--json")
    for text in (plain.out, plain.err, programs.out):
        assert "37" not in text
    assert "audit.csv and audit.svg (private)" in plain.out
    (row,) = [row for row in newsroom.audit_table() if row["verdict"] == "leak"]
    assert (row["entity_id"], row["published_min"], row["provable_min"], row["provable_max"]) == (
        "o13",
        "11",
        "37",
        "37",
    )


def test_the_picture_is_the_same_every_time_and_names_the_leak(newsroom):
    newsroom.fill(ALIKE | {13: 30}, kinds={13: "university"})
    newsroom.run("audit", "tiny")
    first = (newsroom.interim / "audit.svg").read_bytes()
    newsroom.run("audit", "tiny")
    assert (newsroom.interim / "audit.svg").read_bytes() == first
    assert name(13).encode() in first and b"leak" in first and b"<dc:date>" not in first


def test_nothing_to_fix(newsroom):
    newsroom.fill(ALIKE)
    assert "Nothing to fix." in newsroom.run("audit", "tiny", "--fix").out


def test_an_absent_file_is_told(newsroom):
    newsroom.fill(ALIKE)
    (newsroom.raw / "list.csv").unlink()
    assert newsroom.run("audit", "tiny").code == 2


def test_a_rounded_claim_and_a_sum_leave_little_for_the_other(newsroom):
    """The complement of a rounded number: 45 to 50 of 61 leaves 11 to 16."""
    kinds = {13: "university", 14: "university"}
    said = claim("Marrowby ran more than 44", "count", where="{entity_id: o13}", more_than=44)
    newsroom.fill(ALIKE | {13: 47, 14: 14}, totals="{kind: exact}", kinds=kinds, claims=[said])
    assert newsroom.named() == [("o14", "1.0.0")]
    told = refused(newsroom)
    assert f"more of {name(14)} (o14) than its range 11-50, from the sum for kind university; the claim" in told
    fixed(newsroom)
    quiet(newsroom)


def test_a_claim_on_a_group_of_one_is_a_claim_on_that_one(newsroom):
    said = claim("the university ran at least 45", "total", where="{kind: university}", at_least=45)
    newsroom.fill(ALIKE | {13: 47}, totals="none", kinds={13: "university"}, claims=[said])
    assert f"Declared: {name(13)} (o13)" in newsroom.run("audit", "tiny").out
    quiet(newsroom)
    (row,) = [row for row in newsroom.audit_table() if row["verdict"] == "declared"]
    assert (row["entity_id"], row["provable_min"], row["provable_max"]) == ("o13", "45", "50")
    newsroom.fill(ALIKE | {13: 47, 14: 14}, totals="{country: exact}", kinds={13: "university"}, claims=[said])
    assert newsroom.named() == []  # fourteen share the country's sum: nobody is narrowed further


def test_a_claim_that_is_withdrawn_counts_with_the_sum_of_the_next_revision(newsroom):
    kinds = {13: "university", 14: "university"}
    said = claim("both universities ran at least 95", "total", where="{kind: university}", at_least=95)
    newsroom.fill(ALIKE | {13: 47, 14: 48}, totals="none", kinds=kinds, claims=[said])
    published(newsroom)
    newsroom.fill(ALIKE | {13: 47, 14: 48}, "1.1.0", "none", kinds=kinds)  # the story is silent now
    result = newsroom.run("audit", "tiny")
    assert result.code == 0 and f"Declared: {name(13)} (o13)" in result.out
    newsroom.fill(ALIKE | {13: 47, 14: 48}, "1.1.0", "{kind: exact}", insiders=1, kinds=kinds)
    assert newsroom.named() == [("o13", "1.1.0"), ("o14", "1.1.0")]


def test_a_revision_that_adds_to_what_is_known_is_refused(newsroom):
    """Revision 1.0.0 let insiders tell a little; without one of three, the next would let them tell all."""
    kinds = dict.fromkeys((13, 14, 15), "university")
    three = {13: 30, 14: 31, 15: 40}
    newsroom.fill(ALIKE | three, kinds=kinds)
    published(newsroom)
    newsroom.fill(ALIKE | three, "1.1.0", "ranges", insiders=1, kinds=kinds)
    result = newsroom.run("audit", "tiny")
    assert result.code == 0
    assert f"Known: {name(13)} (o13)" in result.out
    newsroom.fill(ALIKE | {13: 30, 14: 31}, "1.1.0", insiders=1, kinds=kinds)
    assert {"o13", "o14", "o15"} == {leak["entity_id"] for leak in newsroom.leaks()}
    refused(newsroom)
    newsroom.fill(ALIKE | {13: 30, 14: 31}, "1.1.0", "ranges", insiders=1, kinds=kinds)
    quiet(newsroom)
