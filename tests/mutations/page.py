"""docs/mutations.md: who notices what, written from what was measured last."""

import re
import statistics
from collections import Counter, defaultdict
from typing import Any, Final

from tests.mutations.operators import OPERATORS
from tests.mutations.runner import why_missed
from tests.support import ROOT

PAGE: Final = ROOT / "docs/mutations.md"
JUDGES: Final = {
    "ours": "`tfdr check`, in one process",
    "process": "`tfdr check --no-terraform`, the whole command",
    "validate": "`terraform validate`",
    "checkov": "checkov",
}

HEADER = """\
<!-- Written by `python -m tests.mutations --write`: do not change it by hand. -->
# Mutations

A mutant is a generated repository with one control of its requirements removed or broken: an
accepter deleted, a path changed, a key of the other region. An operator does one such thing
wherever it can be done. A mutant is caught by `tfdr check` when there is a finding, by validate
when there is an error, and by checkov when a check fails that does not fail before. All are well
formed: they parse. All rules of `tfdr check` count, as do all of checkov's: it is run with
`--severity info`. In the first row, what caught others of the operator is asked first, and the
first finding is enough.

`make mutations` measures and writes all of this again. A sample of some hundred
mutants is judged by the long tests, twenty by the everyday ones.
"""


def text(result: dict[str, Any]) -> str:
    """Return the page."""
    parts = [HEADER, _numbers(result), _judges(result), _presets(result)]
    parts += [_operators(result), _misses(result)]
    return "\n".join(parts)


def _rows(result: dict[str, Any], judge: str) -> list[dict[str, Any]]:
    return [row for preset in result["presets"] for row in preset["judged"][judge]]


def _numbers(result: dict[str, Any]) -> str:
    total = sum(preset["mutants"] for preset in result["presets"])
    number = len(_rows(result, "ours"))
    said = "all of them" if number == total else f"a sample of {number} of them"
    tools = result["with"]
    return (
        f"{result['operators']} operators make {total} mutants of "
        f"{len(result['presets'])} presets. `tfdr check` judged {said}, the others samples that\n"
        f"are spread over operators, of two presets (seed {result['seed']}). Measured on "
        f"{result['measured']} on {tools['cores']} cores\nwith Terraform {tools['terraform']} "
        f"and checkov {tools['checkov']}. Times of validate are without `init`.\n"
    )


def _judges(result: dict[str, Any]) -> str:
    lines = [
        "| judge | mutants | caught | share | `tfdr` of the same | median time |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    own = {
        (preset["preset"], row["operator"], row["place"]): bool(row["by"])
        for preset in result["presets"]
        for row in preset["judged"]["ours"]
    }
    for judge, name in JUDGES.items():
        rows = _rows(result, judge)
        if rows:
            caught = sum(1 for row in rows if row["by"])
            median = statistics.median(row["seconds"] for row in rows)
            same = [
                own.get((preset["preset"], row["operator"], row["place"]))
                for preset in result["presets"]
                for row in preset["judged"][judge]
            ]
            known = [each for each in same if each is not None]
            alike = f"{100 * sum(known) / len(known):.1f} %" if known else ""
            lines.append(
                f"| {name} | {len(rows)} | {caught} | {100 * caught / len(rows):.1f} % "
                f"| {alike} | {median:.2f} s |"
            )
    return "\n".join([*lines, ""])


def _presets(result: dict[str, Any]) -> str:
    lines = ["| preset | mutants | judged | caught |", "| --- | ---: | ---: | ---: |"]
    for preset in result["presets"]:
        rows = preset["judged"]["ours"]
        caught = sum(1 for row in rows if row["by"])
        lines.append(f"| `{preset['preset']}` | {preset['mutants']} | {len(rows)} | {caught} |")
    return "\n".join([*lines, ""])


def _operators(result: dict[str, Any]) -> str:
    counts = {judge: _by_operator(result, judge) for judge in ("ours", "validate", "checkov")}
    by: dict[str, Counter[str]] = defaultdict(Counter)
    for row in _rows(result, "ours"):
        by[row["operator"]].update(row["by"][:1])
    lines = [
        "## Operators",
        "Caught of judged, and what catches most of them.",
        "",
        "| requirement | operator | tfdr | validate | checkov | by |",
        "| --- | --- | ---: | ---: | ---: | --- |",
    ]
    for name, operator in OPERATORS.items():
        cells = [counts[judge].get(name, "") for judge in counts]
        rules = ", ".join(id_ for id_, _ in by[name].most_common(3))
        lines.append(f"| {operator.requirement} | {name} | {' | '.join(cells)} | {rules} |")
    return "\n".join([*lines, ""])


def _by_operator(result: dict[str, Any], judge: str) -> dict[str, str]:
    all_: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    for row in _rows(result, judge):
        all_[row["operator"]] += 1
        caught[row["operator"]] += bool(row["by"])
    return {name: f"{caught[name]}/{number}" for name, number in all_.items()}


def _misses(result: dict[str, Any]) -> str:
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for preset in result["presets"]:
        for row in preset["judged"]["ours"]:
            if not row["by"]:
                places[row["operator"], row["place"]].append(preset["preset"])
    lines = ["## What `tfdr check` misses", "", "| operator | place | presets | why |"]
    lines.append("| --- | --- | ---: | --- |")
    for key, presets in sorted(places.items()):
        why = why_missed(*key) or "Not explained yet."
        place = key[1].replace("|", "\\|")
        lines.append(f"| {key[0]} | `{place}` | {len(presets)} | {why} |")
    return "\n".join([*lines, ""])


def numbers() -> dict[str, int]:
    """The numbers of mutants on the page that were judged, by preset."""
    page = PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \| \d+ \| (\d+) \| \d+ \|$", page, re.M)
    return {name: int(number) for name, number in rows}


def hints() -> dict[str, list[str]]:
    """What caught most mutants of each operator on the page."""
    page = PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| [A-Z]+\d* \| ([^|]+) \|(?: [\d/]* \|){3} ([^|]*) \|$", page, re.M)
    return {name: by.split(", ") if by else [] for name, by in rows}


def write(result: dict[str, Any]) -> None:
    """Write the page of what was measured."""
    PAGE.write_text(text(result), encoding="utf-8")
