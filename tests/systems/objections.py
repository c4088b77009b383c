"""docs/objections.md: what AWS would have against each preset, at two compliance levels.

    python -m tests.systems.objections --jobs 2             apply all that the page asks for
    python -m tests.systems.objections healthcare           one preset
    python -m tests.systems.objections --before CHECKOUT    as another commit generates them
    python -m tests.systems.objections --write              write the page from what was measured

Each preset is generated with the level and with `manage_account_services`, and applied to an
emulated AWS on which every oracle is asked and none refuses, so that all objections are found at
once. Then its functions run for some minutes, and what services send each other is judged.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import yaml
from tfdr import hcl, terraform
from tfdr.drill import preparation
from tfdr.drill.stage import Stage
from tfdr.drill.system import System
from tfdr.drill.timeline import Timeline
from tfdr.emulator.client import server
from tfdr.emulator.client.deployment import Deployment
from tfdr.emulator.protocol import NOTE
from tfdr.errors import TfdrError

from tests.results import resources_in
from tests.support import PRESETS, ROOT

DATA: Final = Path(__file__).with_name("objections.yml")
PAGE: Final = ROOT / "docs/objections.md"
LEVELS: Final = ("baseline", "pci-dss")
BEFORE, AFTER = "before", "after"
_MINUTES: Final = 6
_GENERATE: Final = "import sys; from tfdr.cli import main; sys.exit(main(sys.argv[1:]))"

HEADER: Final = """\
<!-- Written by `python -m tests.systems.objections --write` from tests/systems/objections.yml. -->
# What AWS would say to each preset

Each preset is generated at a compliance level with `manage_account_services`, and applied to an
emulated AWS with every oracle on (decision 0053). Then its functions run for six minutes, and what
services would send each other is judged. *before* is what the last commit without oracles
generated, *now* what was generated on the day of the measurement. *resources* counts those of the
main root module now. A dash stands for what was not measured.

What the oracles said before they were landed was mended while they were written, and is in the
records instead: eleven tags on a health check (0054), a condition on a topic's policy that
EventBridge never fulfils, keys that replication and rotation could not use, a gateway that went
before its load balancer, a reservation that a new account refuses (0065). `--before` measures it.
"""


def generate(preset: str, level: str, repository: Path, checkout: Path) -> str:
    """Generate a preset at a level, by the package in a checkout; return why it is refused."""
    command = ["new", str(repository), "--preset", preset, "--defaults"]
    for answer in (f"compliance_level={level}", "manage_account_services=true"):
        command += ["--data", answer]
    done = subprocess.run(
        [sys.executable, "-c", _GENERATE, *command],
        env={"PYTHONPATH": str(checkout / "generator"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else (done.stderr or done.stdout).strip()


def applied(repository: Path, folder: Path) -> dict[str, Any]:
    """Apply a repository, let time pass, and return what was objected to."""
    with server.running(folder / "emulator.log", snapshots=folder, oracles=NOTE) as emulator:
        preparation.make_existing_zone(emulator, hcl.read_tree(repository))
        environment = sorted(path.stem for path in repository.glob("environments/*.tfvars"))[0]
        deployment = Deployment.of(
            repository, folder / "copy", environment, emulator, terraform.find()
        )
        deployment.create_backend()
        plan = deployment.plan("first")
        deployment.apply(plan)
        stage = Stage(deployment, System(deployment.outputs()), Timeline(quiet=True))
        preparation.finish(stage)
        for _ in range(_MINUTES):
            emulator.pass_minute()
        deliveries = emulator.deliveries()["kinds"]
        return {
            "resources": resources_in(plan),
            "deliveries": sum(deliveries.values()),
            "objections": grouped(emulator.violations()),
            "beyond_new_account": sorted(
                f"{each['quota']} in {each['region']}: {each['used']:g} of {each['new']:g}"
                for each in emulator.quotas_beyond_new_account()
            ),
        }


def grouped(violations: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return violations without what tells those of one kind apart, each with its number."""
    found: Counter[tuple[str, str]] = Counter()
    says: dict[tuple[str, str], str] = {}
    for each in violations:
        kind = each["oracle"], each["operation"].partition(": ")[0]
        found[kind] += 1
        says.setdefault(kind, each["says"])
    return [
        {"oracle": oracle, "operation": operation, "number": number, "says": says[kind]}
        for kind, number in sorted(found.items())
        for oracle, operation in [kind]
    ]


def measure(preset: str, level: str, when: str, checkout: Path) -> dict[str, Any]:
    """Return a row of the data: what became of a preset at a level."""
    row = {"preset": preset, "level": level, "when": when, "day": f"{datetime.now(UTC):%Y-%m-%d}"}
    with tempfile.TemporaryDirectory(prefix=f"objections-{preset}-") as temporary:
        folder = Path(temporary)
        if refused := generate(preset, level, folder / "repository", checkout):
            return {**row, "refused": refused}
        try:
            return {**row, **applied(folder / "repository", folder)}
        except TfdrError as error:
            return {**row, "failed": str(error)[:600]}


def rows() -> list[dict[str, Any]]:
    """Return what was measured."""
    found: list[dict[str, Any]] = yaml.safe_load(DATA.read_text("utf-8")) if DATA.is_file() else []
    return found


def keep(row: dict[str, Any]) -> None:
    """Put a row into the data, in place of the former one."""
    key = ("preset", "level", "when")
    others = [each for each in rows() if any(each[name] != row[name] for name in key)]
    ordered = sorted([*others, row], key=lambda each: tuple(each[name] for name in key))
    DATA.write_text(yaml.safe_dump(ordered, sort_keys=False, width=100), encoding="utf-8")


def page(measured: list[dict[str, Any]]) -> str:
    """Return the page."""
    by = {(each["preset"], each["level"], each["when"]): each for each in measured}
    lines = ["| preset | level | resources | before | now | measured |", "| --- " * 6 + "|"]
    for preset in PRESETS:
        for level in LEVELS:
            before, now = by.get((preset, level, BEFORE)), by.get((preset, level, AFTER))
            cells = [str((now or {}).get("resources", "-")), _cell(before), _cell(now)]
            lines.append(
                f"| `{preset}` | {level} | {' | '.join(cells)} | {(now or {}).get('day', '-')} |"
            )
    for title, when in (("Before", BEFORE), ("Now", AFTER)):
        lines += [
            "",
            f"## {title}",
            *_objections([each for each in measured if each["when"] == when]),
        ]
    lines += ["", "## What a new account has too little of", *_beyond(measured)]
    lines += ["", "## Levels that a preset refuses", *_refusals(measured)]
    return "\n".join([HEADER, *lines, ""])


def _cell(row: dict[str, Any] | None) -> str:
    if row is None:
        return "-"
    if "refused" in row:
        return "refused"
    if "failed" in row:
        return "not applied"
    number = sum(each["number"] for each in row["objections"])
    if not number:
        return "no objection"
    since = ", mended since" if all("mended" in each for each in row["objections"]) else ""
    return f"{number} objections{since}"


def _objections(measured: list[dict[str, Any]]) -> list[str]:
    where: dict[tuple[str, str], list[str]] = {}
    says: dict[tuple[str, str], str] = {}
    for row in measured:
        for each in row.get("objections", ()):
            kind = each["oracle"], each["operation"]
            where.setdefault(kind, []).append(f"{row['preset']} {row['level']} ({each['number']})")
            mended = f" Mended: {each['mended']}" if "mended" in each else ""
            says.setdefault(kind, f"{_line(each['says'])}.{mended}")
    lines = []
    for kind in sorted(where):
        lines += [
            "",
            f"- **{kind[0]}**, `{kind[1]}`: {says[kind]}",
            f"  In {', '.join(where[kind])}.",
        ]
    lines += [
        f"\n- {row['preset']} {row['level']} could not be applied: {_line(row['failed'])}"
        for row in measured
        if "failed" in row
    ]
    return lines or ["", "Nothing." if measured else "Not measured."]


def _beyond(measured: list[dict[str, Any]]) -> list[str]:
    where: dict[str, list[str]] = {}
    for row in measured:
        for each in row.get("beyond_new_account", ()) if row["when"] == AFTER else ():
            where.setdefault(each, []).append(f"{row['preset']} {row['level']}")
    lines = [f"- {quota}: {', '.join(names)}" for quota, names in sorted(where.items())]
    return ["", *lines] if lines else ["", "Nothing."]


def _refusals(measured: list[dict[str, Any]]) -> list[str]:
    lines = [
        f"\n- {row['preset']} {row['level']} ({row['when']}): {_line(row['refused'])}"
        for row in measured
        if "refused" in row
    ]
    return lines or ["", "None of those that were measured."]


def _line(text: str) -> str:
    return " ".join(text.split())[:300].replace("|", "\\|")


def main() -> int:
    """Measure, or write the page."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.systems.objections", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("presets", nargs="*", help=f"of {', '.join(PRESETS)}; all without any")
    parser.add_argument("--level", choices=LEVELS, action="append", help="only this level")
    parser.add_argument("--before", type=Path, metavar="CHECKOUT", help="what generates instead")
    parser.add_argument("--jobs", type=int, default=1, help="how many at once (default: 1)")
    parser.add_argument("--write", action="store_true", help="write the page, measure nothing")
    given = parser.parse_args()
    if not given.write:
        wanted = [
            (preset, level)
            for level in given.level or LEVELS
            for preset in given.presets or PRESETS
        ]
        when, checkout = (BEFORE, given.before) if given.before else (AFTER, ROOT)
        with ThreadPoolExecutor(given.jobs) as pool:
            for row in pool.map(lambda each: measure(each[0], each[1], when, checkout), wanted):
                keep(row)
                print(json.dumps(row), flush=True)
    PAGE.write_text(page(rows()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
