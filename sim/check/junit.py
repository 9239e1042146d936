"""What a check found as JUnit XML, which build servers read: a suite a tier, a test case an item.

What moved is a failure. What is undecided is skipped, with the reason: it neither passed nor failed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from sim.check.found import BASELINES, Item, Report
from sim.check.telling import percent, said, shown
from sim.report.text import Lang, say

UNTOLD = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not have."""


def junit(report: Report, lang: Lang) -> bytes:
    """The report as XML."""
    root = Xml.Element("testsuites", {"name": "onewindow check", **_counts(report.items)})
    for tier in (BASELINES, *report.tiers):
        items = report.of(tier)
        suite = Xml.SubElement(root, "testsuite", {"name": tier, **_counts(items), "time": "0"})
        for item in items:
            _case(suite, item, lang)
    Xml.indent(root)
    content: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _counts(items: Sequence[Item]) -> dict[str, str]:
    moved, undecided = sum(item.moved for item in items), sum(item.undecided for item in items)
    return {"tests": str(len(items)), "failures": str(moved), "errors": "0", "skipped": str(undecided)}


def _case(suite: Xml.Element, item: Item, lang: Lang) -> None:
    case = Xml.SubElement(suite, "testcase", classname=f"onewindow.{item.tier}", name=_told(item.name), time="0")
    lines = [said(note, lang) for note in item.notes]
    lines += [f"{c.what}: {shown(c.old)} -> {shown(c.new)} ({percent(c.relative)} %)" for c in item.changes]
    if item.undecided:
        Xml.SubElement(case, "skipped", message=_told("; ".join(lines)))
    elif item.moved:
        message = f"{say(f'cause_{item.cause}', lang)}: {lines[0] if lines else ''}"
        failure = Xml.SubElement(case, "failure", message=_told(message), type=item.cause)
        failure.text = _told("\n".join(lines))


def _told(text: str) -> str:
    return UNTOLD.sub("\N{REPLACEMENT CHARACTER}", text)
