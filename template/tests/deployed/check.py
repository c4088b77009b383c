"""Asks all questions about a system."""

from concurrent.futures import ThreadPoolExecutor

import asking
from active import recorded
from questions import EACH, ONCE
from report import Report

BETWEEN = "between regions"


def look(system):
    """Ask everything, in all regions at once, and return the report."""
    regions = system.regions()
    report = Report(system.codes)
    with ThreadPoolExecutor(max_workers=max(len(regions), 1)) as pool:
        answering = dict(zip(system.codes, pool.map(asking.responds, regions), strict=True))
        present = [region for region in regions if answering[region.role]]
        report.silent = [role for role, answers in answering.items() if not answers]
        report.active = system.active = _active(present)
        found = list(pool.map(lambda region: _ask(region, EACH), present))
    if present:
        first = next((region for region in present if region.serves), present[0])
        _write(report, BETWEEN, _ask(first, ONCE))
    for region, answers in zip(present, found, strict=True):
        _write(report, region.role, answers)
    return report


def _active(present):
    """Return the role that most regions name; where they do not agree, the first of them."""
    said = []
    for region in present:
        try:
            said.append(recorded(region))
        except Exception:  # the question about it says so, region by region
            said.append(None)
    named = [role for role in said if role is not None]
    return max(named, key=named.count) if named else None


def _ask(region, questions):
    """Return by question what was found, and the outputs that were missing for it."""
    found, missing = {}, {}
    for question in questions:
        lacking = region.lacks(question.outputs)
        if lacking:
            missing[question.asks] = lacking
        else:
            found[question.asks] = asking.answer(question, region)
    return found, missing


def _write(report, place, answers):
    found, missing = answers
    for question, each in found.items():
        report.add(place, question, each)
    for question, outputs in missing.items():
        report.skip(place, question, outputs)
