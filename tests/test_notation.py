"""Counts and dates are read strictly: what is doubtful is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.notation import csv_line, date_fault, is_date, parse_count, parse_date


@pytest.mark.parametrize(
    ("text", "separator", "count"),
    [
        ("0", "", 0),
        ("007", "", 7),
        ("999999999999999", "", 10**15 - 1),
        ("1,204", ",", 1204),
        ("1204", ",", 1204),
        ("1.234.567", ".", 1234567),
        ("12'345", "'", 12345),
        ("1\u202f204", "\u202f", 1204),
    ],
)
def test_a_count_is_read(text: str, separator: str, count: int) -> None:
    assert parse_count(text, separator) == count


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("", ""),
        ("-1", ""),
        ("+1", ""),
        ("1.0", ""),
        ("1e3", ""),
        (" 12", ""),
        ("12\n", ""),
        ("1 2", ""),
        ("1_000", ""),
        ("٣", ""),
        ("²", ""),
        ("１２", ""),
        ("1,204", ""),
        ("12,04", ","),
        ("1,2045", ","),
        (",204", ","),
        ("1,204,", ","),
        ("1204,567", ","),
        ("1,204.567", ","),
        ("1,204", "."),
        ("1" * 16, ""),
        ("twelve", ""),
        ("NA", ""),
    ],
)
def test_what_is_no_count_is_refused(text: str, separator: str) -> None:
    assert parse_count(text, separator) is None


@given(st.integers(0, 10**15 - 1), st.sampled_from([",", ".", " ", "'"]))
def test_a_grouped_count_is_the_count(count: int, separator: str) -> None:
    assert parse_count(f"{count:,}".replace(",", separator), separator) == count
    assert parse_count(str(count), separator) == count


@given(st.text(max_size=20))
def test_any_text_is_a_count_of_its_digits_or_none(text: str) -> None:
    assert parse_count(text) == (int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2020-02-29", "2020-02-29"),
        (" 2020-02-29 ", "2020-02-29"),
        ("2016-09-29 00:00:00", "2016-09-29"),
        ("2024-04-26T14:11:25Z", "2024-04-26"),
        ("2024-04-26T14:11:25.123+02:00", "2024-04-26"),
        ("2020-02-29T23:59:60Z", "2020-02-29"),
        ("2020-02-29T24:00:00", ""),
        ("2020-02-29T12:60", ""),
        ("2020-02-29T12:00+99:99", ""),
        ("2021-02-29", ""),
        ("29.02.2020", ""),
        ("2020-2-9", ""),
        ("20200229", ""),
        ("2020-W01-1", ""),
        ("1899-12-31", ""),
        ("2100-01-01", ""),
        ("2020-02-29 or so", ""),
        ("٢٠٢٠-02-29", ""),
        ("", ""),
    ],
)
def test_dates(text: str, date: str) -> None:
    assert parse_date(text) == date


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("3/1/2024", "no date"),
        ("２０２４-01-01", "no date"),
        ("2024-02-30", "no such day"),
        ("9999-12-31", "1900 to 2099"),
    ],
)
def test_what_is_wrong_with_a_date_is_told(text: str, fault: str) -> None:
    assert not is_date(text)
    assert fault in date_fault(text)[0]


def test_a_date_alone_has_no_time() -> None:
    assert is_date("2020-02-29")
    assert not is_date("2020-02-29 00:00")


def test_a_line_of_csv_is_quoted() -> None:
    assert csv_line(["a,b", 'c"d', "", "e"]) == '"a,b","c""d",,e'
