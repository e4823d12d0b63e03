"""The report as JUnit XML: a suite per dataset, a case per finding, as the Jenkins XSD and most CI systems read it."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from pipeline.ci.outcome import INPUT, NOTE, UNCHECKED, Outcome, Told

# What XML 1.0 cannot hold, not even escaped.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(outcomes: Sequence[Outcome]) -> bytes:
    """Write the report. A finding is a failure, a file that cannot be used an error, what was not checked skipped."""
    suites = ET.Element("testsuites", name="deskcheck check")
    for outcome in outcomes:
        suites.append(_suite(outcome))
    for key in ("tests", "failures", "errors"):
        suites.set(key, str(sum(int(suite.get(key, "0")) for suite in suites)))
    ET.indent(suites)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, encoding="unicode").encode() + b"\n"


def _suite(outcome: Outcome) -> ET.Element:
    suite = ET.Element("testsuite", name=_legal(outcome.dataset or "deskcheck"))
    cases = [_case(each) for each in outcome.told if each.kind != NOTE]
    if not outcome.of_level("error") and outcome.files:
        passed = {"classname": _legal(outcome.dataset), "name": "published files are valid and complete"}
        cases.insert(0, ET.Element("testcase", passed))
    for key, tag in (("tests", ""), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(key, str(len(cases) if not tag else sum(case.find(tag) is not None for case in cases)))
    suite.extend(cases)
    if notes := [_legal(each.text) for each in outcome.told if each.kind == NOTE]:
        ET.SubElement(suite, "system-out").text = "\n".join(notes)
    return suite


def _case(told: Told) -> ET.Element:
    text, place = _legal(told.text), _legal(told.file or told.kind.title)
    name = f"{place}, line {told.line}: {text}" if told.line else f"{place}: {text}"
    case = ET.Element("testcase", classname=_legal(told.dataset or "deskcheck"), name=name)
    if told.file:
        case.set("file", _legal(told.file))
    if told.line:
        case.set("line", str(told.line))
    if told.kind == UNCHECKED:
        ET.SubElement(case, "skipped", message=text)
        return case
    tag = "error" if told.kind == INPUT else "failure"
    ET.SubElement(case, tag, type=told.kind.id, message=text).text = text
    return case


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)
