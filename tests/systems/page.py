"""docs/systems.md: what became of each preset, written from what the long tests measured.

`python -m tests.systems.page --write` takes what is in build/results/ and keeps the rows of
presets that were not measured there.
"""

import argparse
import functools
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tfdr.rendering.render import files_in

from tests.renders import rendered
from tests.results import recorded, regions_of
from tests.support import PRESETS, ROOT

PAGE = ROOT / "docs/systems.md"
COMBINATIONS = ROOT / "build/results/combinations.json"
COLUMNS = (
    "preset", "regions", "files", "resources", "validate", "plan", "apply", "second plan",
    "destroy", "measured",
)  # fmt: skip
_NUMBERS = ("files", "resources")

HEADER = """\
<!-- Written by `make systems` from what the long tests measured: do not change it by hand. -->
# Systems

Each preset is generated, validated, applied to an emulated AWS, planned again, held against its
requirements and destroyed; CI does so with every change. *files* is what `tfdr new` writes,
*resources* what the plan creates in the main root module. *second plan* says whether it proposed
any change, *destroy* whether anything was left in the account; both fail the tests if so. Times
are of a whole Terraform command. They say how long the emulator and the provider's fixed waits
take, not how long AWS does.
"""


def rows_of(page: Path = PAGE) -> dict[str, dict[str, str]]:
    """Return the rows of the page's table, by preset."""
    if not page.is_file():
        return {}
    found = {}
    for line in page.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) == len(COLUMNS):
            found[cells[0].strip("`")] = dict(zip(COLUMNS, cells, strict=True))
    return found


@functools.cache
def cheap_cells() -> dict[str, dict[str, str]]:
    """Return the cells that need no cloud, by preset: each is generated for it."""
    return {
        preset: {
            "regions": ", ".join(regions_of(rendered(preset))),
            "files": str(len(files_in(rendered(preset)))),
        }
        for preset in PRESETS
    }


def _measured_cells(result: dict[str, Any]) -> dict[str, str]:
    def cell(step: str, outcome: str) -> str:
        return f"{outcome}, {result['seconds'][step]:.0f} s"

    destroyed = cell("destroy", "nothing left" if not result["left"] else "LEFT SOMETHING")
    return {
        "resources": str(result["resources"]),
        "validate": cell("validate", "valid" if not result["invalid"] else "INVALID"),
        "plan": f"{result['seconds']['plan']:.0f} s",
        "apply": f"{result['seconds']['apply']:.0f} s",
        "second plan": cell(
            "second plan", "no changes" if not result["differences"] else "CHANGES"
        ),
        "destroy": destroyed + (" (1)" if result["remark"] else ""),
        "measured": result["measured"],
    }


def text() -> str:
    """Return the page."""
    old, new = rows_of(), recorded()
    table = [f"| {' | '.join(COLUMNS)} |"]
    table.append(f"| {' | '.join('---:' if each in _NUMBERS else '---' for each in COLUMNS)} |")
    for preset, cheap in cheap_cells().items():
        cells = {**dict.fromkeys(COLUMNS, "not yet"), **old.get(preset, {}), **cheap}
        if preset in new:
            cells |= _measured_cells(new[preset])
        cells["preset"] = f"`{preset}`"
        table.append(f"| {' | '.join(cells[each] for each in COLUMNS)} |")
    remarks = {result["remark"] for result in new.values()} - {""}
    notes = [f"(1) {remark}" for remark in sorted(remarks)] or _kept(r"^\(1\) .*(?:\n.+)*")
    combinations = _combinations() or "\n".join(_kept(r"^## Combinations\n(?:.*\n)*"))
    parts = [
        HEADER, "\n".join(table), *notes, *_with(new), *_broken(new, set(cheap_cells())),
        combinations.rstrip("\n"),
    ]  # fmt: skip
    return "\n".join(f"{part}\n" if part is not HEADER else part for part in parts if part)


def _kept(pattern: str) -> list[str]:
    if not PAGE.is_file():
        return []
    return re.findall(pattern, PAGE.read_text(encoding="utf-8"), re.M)


def _with(new: dict[str, dict[str, Any]]) -> list[str]:
    if not new:
        return _kept(r"^Measured with .*(?:\n.+)*")
    latest = max(new.values(), key=lambda result: str(result["measured"]))
    tools = latest["with"]
    return [
        f"Measured with Terraform {tools['terraform']}, AWS provider {tools['provider']} and\n"
        f"moto {tools['moto']} with our extensions, on {tools['cores']} cores, several presets at "
        "once beside the other long\ntests."
    ]


def _broken(new: dict[str, dict[str, Any]], presets: set[str]) -> list[str]:
    if not new.keys() >= presets:
        return _kept(r"^Requirements whose .*(?:\n.+)*")
    seen = {violation for result in new.values() for violation in result["broken"]}
    number = Counter(violation.partition(": ")[0] for violation in seen)
    said = "Requirements whose violations, in copies of states, were noticed, and how many of each:"
    return [f"{said}\n{', '.join(f'{name} ({number[name]})' for name in sorted(number))}."]


def _combinations() -> str:
    if not COMBINATIONS.is_file():
        return ""
    found = json.loads(COMBINATIONS.read_text(encoding="utf-8"))
    seconds = found["seconds"]

    def rate(number: int, step: str) -> str:
        return f"{number / seconds[step] * 60:.0f} a minute"

    checked = rate(found["accepted"], "generate, parse, resolve")
    validated = rate(found["validated"], "validate")
    lines = [
        "## Combinations",
        "Beyond the presets, allpairspy combines the values of all questions: each two values of",
        "two questions meet wherever the template lets them.",
        "",
        f"- {found['accepted']} sets are accepted. Each is generated, formatted, parsed and",
        f"  resolved: {checked} on {found['cores']} cores.",
        f"- {found['shapes']} of them differ by more than what literals say.",
        f"- {found['validated']} root modules, one of each shape and so many that each value is in",
        f"  one, pass `terraform validate`: {validated} on {found['cores']} cores.",
        f"- {found['refused']} sets are refused with a reason, which the tests list. Commonest:",
    ]
    lines += [f"  - `{reason}` ({number})" for number, reason in found["reasons"][:5]]
    return "\n".join(lines)


def main() -> int:
    """Print the page, or write it to where it is checked in."""
    parser = argparse.ArgumentParser(prog="python -m tests.systems.page", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/systems.md")
    if parser.parse_args().write:
        PAGE.write_text(text(), encoding="utf-8")
    else:
        sys.stdout.write(text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
