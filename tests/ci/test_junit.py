"""JUnit XML: numbers that add up, one case per finding, legal whatever stands in it."""

import xml.etree.ElementTree as ET

from pipeline.ci.junit import junit
from pipeline.ci.outcome import INPUT, NOTE, PUBLISHED, RULE, UNCHECKED, Outcome, Told

FOUND = Outcome("tiny", 9, (
    Told(INPUT, "tiny", "unusable", "raw/tiny/dataset.yml", 4),
    Told(RULE, "tiny", "false <claim> & more", "raw/tiny/dataset.yml"),
    Told(PUBLISHED, "tiny", "differs", "published/tiny/a.csv", 3),
    Told(UNCHECKED, "tiny", "unseen"),
    Told(NOTE, "tiny", "a note"),
))  # fmt: skip


def numbers(element: ET.Element) -> dict[str, int]:
    tags = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    cases = list(element.iter("testcase"))
    return {"tests": len(cases)} | {key: sum(case.find(tag) is not None for case in cases) for key, tag in tags.items()}


def test_the_numbers_are_those_of_the_cases() -> None:
    root = ET.fromstring(junit([FOUND, Outcome("fine", 8, ())]))
    assert root.tag == "testsuites" and [suite.get("name") for suite in root] == ["tiny", "fine"]
    for suite in root.findall("testsuite"):
        assert {key: int(suite.get(key, "-1")) for key in numbers(suite)} == numbers(suite)
    assert {key: int(root.get(key, "-1")) for key in ("tests", "failures", "errors")} == {
        "tests": 5,
        "failures": 2,
        "errors": 1,
    }


def test_what_each_case_says() -> None:
    tiny, fine = ET.fromstring(junit([FOUND, Outcome("fine", 8, ())])).findall("testsuite")
    cases = tiny.findall("testcase")
    assert [case[0].tag for case in cases] == ["error", "failure", "failure", "skipped"]
    assert (cases[0].get("file"), cases[0].get("line")) == ("raw/tiny/dataset.yml", "4")
    assert cases[1][0].get("message") == cases[1][0].text == "false <claim> & more"
    assert all(case.get("classname") == "tiny" and case.get("name") for case in cases)
    assert tiny.findtext("system-out") == "a note"
    (passed,) = fine.findall("testcase")
    assert len(passed) == 0 and passed.get("name") == "published files are valid and complete"


def test_characters_that_xml_cannot_hold_are_replaced() -> None:
    told = Told(PUBLISHED, "tiny", "a\x00b\x1bc\ud800d\ufffee", "f")
    (failure,) = ET.fromstring(junit([Outcome("tiny", 1, (told,))])).iter("failure")
    assert failure.text == "a\ufffdb\ufffdc\ufffdd\ufffde"
