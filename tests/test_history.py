"""Which line of corrections.csv explains which change: each serves one revision, and what was told stays."""

from pathlib import Path

import pytest
from samples import entities

from pipeline.history import History, Line, read_lines, recall
from pipeline.revisions import Revision, as_rows

ONE = {"entity_id": "a", "name": "Ostrey Police", "count_range": "1-10", "count_min": 1, "count_max": 10}
TWO = {"entity_id": "b", "name": "Loutre Police"}
UP = {"count_range": "11-100", "count_min": 11, "count_max": 100}
DOWN = {"count_range": "1-10", "count_min": 1, "count_max": 10}
TOP = {"count_range": "101-1000", "count_min": 101, "count_max": 1000}


class Desk:
    """Publishes tables one after the other, as `publish` does."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.revisions: list[Revision] = []
        self.aliases: dict[str, list[str]] = {}

    def write(self, *row: str) -> None:
        entity_id, field, reason, note, date = (*row, "", "")[:5]
        self.lines.append(Line(len(self.lines) + 2, entity_id, field, reason, note, date))

    def look(self, version: str, *rows) -> History:
        return recall(version, as_rows(entities(*rows)), self.revisions, self.lines, self.aliases)

    def publish(self, version: str, *rows) -> History:
        table = entities(*rows)
        history = recall(version, as_rows(table), self.revisions, self.lines, self.aliases)
        own = tuple(change for change in history.changes if change.version == version)
        self.revisions = [each for each in self.revisions if each.version != version]
        self.revisions.append(Revision(version, table, table, (), own))
        return history


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    first = desk.publish("1.0", ONE, TWO)
    assert (first.changes, first.unexplained, first.previous) == ((), (), "")
    return desk


def reasons(history: History):
    return [(each.version, each.entity_id, each.kind, each.reason, each.note) for each in history.changes]


def test_a_change_without_a_line_is_unexplained_and_with_one_is_not(desk: Desk) -> None:
    found = desk.look("1.1", ONE | UP, TWO)
    assert [(each.entity_id, each.field) for each in found.unexplained] == [("a", "count_range")]
    desk.write("a", "count_range", "new_data", "The list of May", "2024-05-01")
    found = desk.publish("1.1", ONE | UP, TWO)
    assert found.unexplained == () and found.unused == ()
    assert reasons(found) == [("1.1", "a", "range_up", "new_data", "The list of May")]
    assert found.changes[0].date == "2024-05-01"


@pytest.mark.parametrize("field", ["count_min", "kind", "*", "response"])
def test_a_line_of_another_field_explains_nothing(desk: Desk, field: str) -> None:
    desk.write("a", field, "new_data")
    found = desk.look("1.1", ONE | UP, TWO)
    assert len(found.unexplained) == 1 and [line.number for line in found.unused] == [2]


def test_a_line_serves_one_revision(desk: Desk) -> None:
    desk.write("a", "count_range", "new_data", "May")
    desk.publish("1.1", ONE | UP, TWO)
    assert len(desk.look("1.2", ONE | TOP, TWO).unexplained) == 1, "the old line is used up"
    desk.write("a", "count_range", "correction", "June")
    found = desk.publish("1.2", ONE | TOP, TWO)
    assert [each[3:] for each in reasons(found)] == [("new_data", "May"), ("correction", "June")]
    desk.write("a", "count_range", "correction", "July")
    found = desk.publish("1.3", ONE | DOWN, TWO)
    assert [each[4] for each in reasons(found)] == ["May", "June", "July"]


def test_a_line_whose_words_were_edited_later_is_still_used_up_and_what_was_told_stays(desk: Desk) -> None:
    desk.write("a", "count_range", "new_data", "May")
    desk.publish("1.1", ONE | UP, TWO)
    desk.lines[0] = Line(2, "a", "count_range", "correction", "May, corrected", "")
    found = desk.look("1.2", ONE | TOP, TWO)
    assert len(found.unexplained) == 1
    assert reasons(found)[0] == ("1.1", "a", "range_up", "new_data", "May")


def test_the_last_of_two_lines_counts_and_uses_up_both(desk: Desk) -> None:
    desk.write("a", "count_range", "new_data", "May")
    desk.write("a", "count_range", "correction", "No: an error")
    found = desk.publish("1.1", ONE | UP, TWO)
    assert reasons(found)[0][3] == "correction" and found.unused == ()
    assert len(desk.look("1.2", ONE | TOP, TWO).unexplained) == 1


def test_an_unexplained_revision_uses_no_line(desk: Desk) -> None:
    desk.publish("1.1", ONE | UP, TWO)
    desk.write("a", "count_range", "new_data", "June")
    found = desk.publish("1.2", ONE | TOP, TWO)
    assert [each[3] for each in reasons(found)] == ["", "new_data"]


def test_a_note_is_told_only_with_the_change_that_it_explains(desk: Desk) -> None:
    desk.write("a", "kind", "correction", "a secret note")
    found = desk.look("1.1", ONE | UP, TWO)
    assert "secret" not in str(found.changes)
    assert [line.note for line in found.unused] == ["a secret note"]


def test_a_line_on_an_organisation_that_never_was_is_told_apart(desk: Desk) -> None:
    desk.write("nobody", "kind", "correction")
    desk.write("a", "kind", "correction")
    found = desk.look("1.1", ONE, TWO)
    assert [line.number for line in found.unused] == [2, 3]
    assert [line.number for line in found.unknown] == [2]


@pytest.mark.parametrize("line", [("a", "entity_id"), ("n", "entity_id"), ("a", "*"), ("n", "*")])
def test_a_body_that_moved_is_explained_under_either_identifier(desk: Desk, line: tuple[str, str]) -> None:
    found = desk.look("1.1", ONE | {"entity_id": "n"}, TWO)
    assert [(each.kind, each.before, each.after) for each in found.unexplained] == [("renamed", "a", "n")]
    desk.write(*line, "correction")
    found = desk.publish("1.1", ONE | {"entity_id": "n"}, TWO)
    assert [each[1:4] for each in reasons(found)] == [("n", "renamed", "correction")]


def test_who_says_that_one_came_and_one_went_has_the_last_word(desk: Desk) -> None:
    desk.write("a", "*", "correction")
    desk.write("n", "*", "correction")
    found = desk.look("1.1", ONE | {"entity_id": "n"}, TWO)
    assert [each[1:4] for each in reasons(found)] == [("n", "added", "correction"), ("a", "removed", "correction")]


def test_earlier_changes_are_told_by_the_identifier_of_today(desk: Desk) -> None:
    desk.write("a", "count_range", "new_data", "May")
    desk.publish("1.1", ONE | UP, TWO)
    desk.write("a", "entity_id", "correction")
    found = desk.publish("1.2", ONE | UP | {"entity_id": "n"}, TWO)
    assert [each[:3] for each in reasons(found)] == [("1.1", "n", "range_up"), ("1.2", "n", "renamed")]


def test_a_withdrawn_row_leaves_a_tombstone_and_no_word_of_it(desk: Desk) -> None:
    desk.write("b", "response", "new_response")
    desk.publish("1.1", ONE, TWO | {"response": "denied"})
    desk.write("b", "*", "withdrawal", "At its request", "2024-06-01")
    found = desk.publish("1.2", ONE)
    assert reasons(found) == [("1.2", "withdrawn-1.2-1", "withdrawn", "withdrawal", "At its request")]
    assert (found.changes[0].before, found.changes[0].after) == ("", "")
    assert found.withdrawn == {"Loutre Police"}
    assert "Loutre" not in str(found.changes) and "'b'" not in str(found.changes)
    later = desk.publish("1.3", ONE)
    assert reasons(later) == reasons(found) and later.unexplained == () and later.unused == ()


def test_the_name_of_a_row_that_went_is_told_only_once_somebody_has_said_why(desk: Desk) -> None:
    found = desk.look("1.1", ONE)
    assert [(each.kind, each.before) for each in found.changes] == [("removed", "")]
    assert found.withdrawn == {"Loutre Police"}
    desk.write("b", "*", "correction", "It was listed by mistake")
    found = desk.look("1.1", ONE)
    assert [(each.kind, each.before) for each in found.changes] == [("removed", "Loutre Police")]
    assert found.withdrawn == frozenset()


def test_a_row_that_comes_back_needs_another_line_to_go_again(desk: Desk) -> None:
    desk.write("b", "*", "withdrawal")
    desk.publish("1.1", ONE)
    desk.write("b", "*", "correction", "It was right")
    assert desk.publish("1.2", ONE, TWO).unexplained == ()
    found = desk.look("1.3", ONE)
    assert [(each.entity_id, each.kind) for each in found.unexplained] == [("b", "removed")]


def test_a_withdrawal_that_did_not_happen_is_told(desk: Desk) -> None:
    desk.write("b", "*", "withdrawal")
    assert [line.number for line in desk.look("1.1", ONE, TWO).standing] == [2]
    assert desk.look("1.1", ONE).standing == ()


def test_a_purged_row_stays_a_tombstone(desk: Desk) -> None:
    """What docs/withdrawal.md says: the name and the identifier were replaced everywhere, in raw/ and published/."""
    desk.write("withdrawn-1.1-1", "*", "withdrawal")
    table = entities(ONE, {"entity_id": "withdrawn-1.1-1", "name": "withdrawn"})
    desk.revisions = [Revision("1.0", table, table)]
    found = desk.publish("1.1", ONE)
    assert [each[1:4] for each in reasons(found)] == [("withdrawn-1.1-1", "withdrawn", "withdrawal")]
    assert found.unexplained == ()


def test_a_revision_is_compared_with_the_one_before_it_by_number(desk: Desk) -> None:
    desk.publish("1.10", ONE | UP, TWO)
    assert desk.look("1.9", ONE, TWO).previous == "1.0"
    assert desk.look("1.11", ONE, TWO).previous == "1.10"
    assert desk.look("0.9", ONE, TWO).previous == ""


def test_lines_are_numbered_as_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    path.write_text('entity_id,field,reason,note,date\na,kind,correction,"two\nlines",\n\nb,*,new_data,,\n')
    assert [(line.number, line.entity_id) for line in read_lines(path)] == [(2, "a"), (5, "b")]
    assert read_lines(tmp_path / "absent.csv") == []
