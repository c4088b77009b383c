"""How long the tests take: what the last runs left in build/reports/, for docs/benchmarks.md.

Each run of a target leaves a JUnit report, and .ci/run the seconds of its sections.
"""

import csv
import os
import platform
import re
from datetime import datetime
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

ROOT = Path(__file__).parents[1]
REPORTS: Final = ROOT / "build/reports"
SECTIONS: Final = "ci.tsv"
HEADING: Final = "## Tests"
HEAD: Final = ("what", "tests", "wall time", "processor time", "measured")
CI: Final = ".ci/run"

Row = tuple[str, ...]


def rows(reports: Path = REPORTS) -> list[Row]:
    """A row for each section of .ci/run, and for each target of the Makefile that ran tests."""
    return [*_sections(reports / SECTIONS), *map(_target, sorted(reports.glob("*.xml")))]


def section(page: str, reports: Path = REPORTS) -> str:
    """The section of the page, with the rows of an earlier one where nothing newer was measured.

    Args:
        page: the text of the page as it is.
        reports: where runs left what they measured.
    """
    known = {row[0]: row for row in _written(page)}
    known |= {row[0]: row for row in rows(reports)}
    lines = [HEAD, ("---", "---:", "---:", "---:", "---"), *known.values()]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"""
{HEADING}

Written by `make times` from what the last runs of the tests left in `build/reports/`. `.ci/run`
is a whole run on a fresh clone, installation included; below it are its sections, then what each
target of the Makefile took in pytest. Processor time is that of all processes. Several targets run
side by side, so that each takes longer than alone.

{table}

{os.cpu_count()} cores, {platform.system()} {platform.machine()}.
"""


def with_section(page: str, reports: Path = REPORTS) -> str:
    """The page with this section written anew, where it was or at its end."""
    before, found, after = page.partition(f"\n{HEADING}\n")
    later = re.search(r"^## ", after, re.M)
    rest = f"\n{after[later.start() :]}" if found and later else ""
    return f"{before}{section(page, reports)}{rest}"


def _written(page: str) -> list[Row]:
    own = page.partition(f"\n{HEADING}\n")[2]
    tables = re.findall(r"^\| (.+) \|$", own.split("\n## ")[0], re.M)
    return [tuple(line.split(" | ")) for line in tables[2:]]


def _sections(file: Path) -> list[Row]:
    if not file.is_file():
        return []
    date = f"{datetime.fromtimestamp(file.stat().st_mtime):%Y-%m-%d}"
    with file.open(encoding="utf-8", newline="") as lines:
        found = {name: (wall, cpu) for name, wall, cpu in csv.reader(lines, delimiter="\t")}
    whole = found.pop("all", None)
    named = {f"`{CI}`": whole} if whole else {}
    named |= {f"`{CI}`: {name}": times for name, times in found.items()}
    return [(name, "", f"{wall} s", f"{cpu} s", date) for name, (wall, cpu) in named.items()]


def _target(report: Path) -> Row:
    (suite,) = ElementTree.parse(report).getroot().iter("testsuite")
    tests, seconds = suite.attrib["tests"], float(suite.attrib["time"])
    return f"`make {report.stem}`", tests, f"{seconds:.0f} s", "", suite.attrib["timestamp"][:10]
