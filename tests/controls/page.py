"""docs/compliance.md: each preset at each level, with what was measured of it.

`python -m tests.controls.page --measure --weakened --write` generates each of them, has checkov
scan it and Terraform validate it, undoes controls, and writes the page. Without --measure it
writes what is cheap to know, and keeps what an earlier measurement found. Without checkov, which
`make compliance` brings, its columns stay.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tfdr import hcl, terraform
from tfdr.check import layers
from tfdr.controls import evidence, roots, verify
from tfdr.controls.catalogue import levels
from tfdr.project import Project
from tfdr.rules import FAIL, PASS, UNKNOWN
from tfdr.terraform import providers

from tests import checkov
from tests.compliance.table import counted
from tests.controls.conftest import reference, systems
from tests.renders import copied
from tests.support import PRESETS, ROOT

PAGE: Final = ROOT / "docs/compliance.md"
RESULTS: Final = ROOT / "build/results/compliance"
COLUMNS: Final = (
    "preset", "level", "resources", "controls", "checkov passed", "failed", "skipped", "scanned",
    "validate", "measured",
)  # fmt: skip
_NUMBERS: Final = ("resources", "controls", "checkov passed", "failed", "skipped", "scanned")
NOT_YET: Final = "not yet"

HEADER: Final = """\
<!-- Written by `make compliance`: do not change it by hand. -->
# Compliance levels

Each preset is generated at each level, with the answers of the preset otherwise. That is
configuration support and evidence for an audit, and no certification: `docs/controls.md` in every
generated repository says which requirement asks for what, where it is, and what is left to others.

- *resources*: those that the code makes in all root modules; what `count` or `for_each` repeats
  counts once.
- *controls*: how many of the level's controls `tfdr check --controls` sees to hold. The others
  have nothing that they are about in the preset, or are managed elsewhere for the whole account.
- *checkov*: checks that passed, failed and were skipped with a reason beside the code; *scanned* is
  the number of resources that it saw.
- *validate*: what `terraform validate` says of all root modules.
"""


OUTCOMES: Final = ("what is weakened", "changes", "control fails", "named as unknown", "missed")
FOLDERS: Final = {"weakenings": "weakenings:", "habits": "habits of person"}
WEAKENED: Final = """
## What is weakened by hand

Each change below is made in a generated repository of the level pci-dss, in memory, and
`tfdr check --controls` is asked: does the control that it is about fail, at the right address?
Where nobody can know it without a plan or without looking, it has to be named as unknown, which
`--strict` counts as a failure. The changes are in tests/compliance.
"""


def rows_of(page: Path = PAGE) -> dict[tuple[str, str], dict[str, str]]:
    """Return the rows of the page's table, by preset and level."""
    found = {}
    for line in page.read_text(encoding="utf-8").splitlines() if page.is_file() else ():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) == len(COLUMNS):
            row = dict(zip(COLUMNS, cells, strict=True))
            found[row["preset"].strip("`"), row["level"].strip("`")] = row
    return found


def cheap_cells(repository: Path) -> dict[str, str]:
    """Return the cells that the code alone tells."""
    project = Project(hcl.read_tree(repository))
    each_root = systems(project)
    found = verify.verify(project, evidence.read(repository), [], reference(repository))
    return {
        "resources": str(sum(len(roots.root_of(project, each).addresses) for each in each_root)),
        "controls": f"{len(found.of(PASS))} of {len(found.held)}",
    }


def measure(repository: Path) -> dict[str, Any]:
    """Have checkov scan a repository and Terraform validate it."""
    tool = terraform.find()
    began = time.perf_counter()
    project = Project(hcl.read_tree(repository))
    done = list(layers.by_terraform(project, tool, providers.chosen_directory(None)))
    validated = [each.verdict for each in done if each.name == "validate"]
    found: dict[str, Any] = {
        "valid": bool(validated) and all(verdict == PASS for verdict in validated),
        "seconds": time.perf_counter() - began,
        "terraform": tool.version,
        "measured": datetime.now(UTC).date().isoformat(),
    }
    if program := checkov.found():
        command = [
            program, "-d", str(repository), "--framework", "terraform", "--skip-download",
            "--quiet", "--compact", "-o", "json",
        ]  # fmt: skip
        said = subprocess.run(command, capture_output=True, text=True, check=False)
        found["checkov"] = json.loads(said.stdout)["summary"]
    return found


def _measured_cells(result: dict[str, Any]) -> dict[str, str]:
    cells = {
        "validate": f"{'valid' if result['valid'] else 'INVALID'}, {result['seconds']:.0f} s",
        "measured": result["measured"],
    }
    if scanned := result.get("checkov"):
        broken = f", {scanned['parsing_errors']} NOT PARSED" if scanned["parsing_errors"] else ""
        cells |= {
            "checkov passed": str(scanned["passed"]),
            "failed": f"{scanned['failed']}{broken}",
            "skipped": str(scanned["skipped"]),
            "scanned": str(scanned["resource_count"]),
        }
    return cells


def _file(preset: str, level: str) -> Path:
    return RESULTS / f"{preset}-{level}.json"


def text(cheap: dict[tuple[str, str], dict[str, str]], weakenings: str = "") -> str:
    """Return the page, with these cheap cells; what is not given is kept."""
    old = rows_of()
    table = [f"| {' | '.join(COLUMNS)} |"]
    table.append(f"| {' | '.join('---:' if each in _NUMBERS else '---' for each in COLUMNS)} |")
    with_what: dict[str, str] = {}
    for preset in PRESETS:
        for level in levels():
            cells = {**dict.fromkeys(COLUMNS, NOT_YET), **old.get((preset, level), {})}
            cells |= cheap.get((preset, level), {})
            file = _file(preset, level)
            if file.is_file():
                result = json.loads(file.read_text(encoding="utf-8"))
                cells |= _measured_cells(result)
                with_what["Terraform"] = result["terraform"]
                with_what["checkov"] = result.get("checkov", {}).get("checkov_version", "none")
            cells |= {"preset": f"`{preset}`", "level": f"`{level}`"}
            table.append(f"| {' | '.join(cells[each] for each in COLUMNS)} |")
    measured = ", ".join(f"{name} {version}" for name, version in with_what.items())
    notes = [f"Measured with {measured}."] if measured else _kept()
    parts = ["\n".join([HEADER, *table]), *(f"\n{note}" for note in notes)]
    return "\n".join([*parts, weakenings or _kept_weakenings()]).rstrip() + "\n"


def weakened() -> str:
    """Return the part of the page about what is weakened by hand: each is made and judged now."""
    lines = [WEAKENED, f"| {' | '.join(OUTCOMES)} |", "| --- | ---: | ---: | ---: | ---: |"]
    total: Counter[str] = Counter()
    for folder, what in FOLDERS.items():
        for name, count in counted(folder).items():
            cells = (count.total(), count[FAIL], count[UNKNOWN], count[PASS])
            lines.append(f"| {what} {name} | {' | '.join(map(str, cells))} |")
            total += count
    cells = (total.total(), total[FAIL], total[UNKNOWN], total[PASS])
    lines.append(f"| together | {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def _kept_weakenings() -> str:
    text_ = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
    _, title, rest = text_.partition(WEAKENED)
    return f"{title}{rest}"


def _kept() -> list[str]:
    lines = PAGE.read_text(encoding="utf-8").splitlines() if PAGE.is_file() else []
    return [line for line in lines if line.startswith("Measured with ")]


def main() -> int:
    """Print the page, or write it to where it is checked in."""
    parser = argparse.ArgumentParser(prog="python -m tests.controls.page", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/compliance.md")
    parser.add_argument("--measure", action="store_true", help="run checkov and validate")
    parser.add_argument("--weakened", action="store_true", help="judge what is weakened by hand")
    parser.add_argument("--preset", action="append", choices=PRESETS, help="only this; repeatable")
    parser.add_argument("--level", action="append", choices=list(levels()), help="only this one")
    args = parser.parse_args()
    cheap = {}
    for preset in args.preset or PRESETS:
        for level in args.level or levels():
            with tempfile.TemporaryDirectory(prefix="tfdr-") as folder:
                answers = {"compliance_level": level}
                repository = copied(Path(folder, "repository"), preset, answers)
                cheap[preset, level] = cheap_cells(repository)
                if args.measure:
                    RESULTS.mkdir(parents=True, exist_ok=True)
                    found = json.dumps(measure(repository), indent=2)
                    _file(preset, level).write_text(f"{found}\n", encoding="utf-8")
                    sys.stderr.write(f"{preset} at {level} is measured\n")
    page = text(cheap, weakened() if args.weakened else "")
    if args.write:
        PAGE.write_text(page, encoding="utf-8")
    else:
        sys.stdout.write(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
