"""docs/incidents.md: the verdict on each outage that really happened, for one preset of each kind.

    python -m tests.systems.incidents                        play all on all
    python -m tests.systems.incidents trading-platform       one preset
    python -m tests.systems.incidents --scenario s3-2017     one outage
    python -m tests.systems.incidents --before               keep it as what was before
    python -m tests.systems.incidents --write                write the page from what was played

Each preset is generated, applied once to an emulated AWS, and each outage begins with what was
deployed. What was played is kept one by one, so that a run that is stopped loses nothing. The exit
code is 1 where a verdict is harmful, or worse than the one that was kept.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tfdr.drill import incident, playing
from tfdr.drill.playing import Played
from tfdr.drill.verdict import HARMFUL, VERDICTS

from tests.support import ROOT
from tests.systems.lifecycle import staged, started

DATA: Final = Path(__file__).with_name("incidents.json")
PAGE: Final = ROOT / "docs/incidents.md"
PRESETS: Final = {
    "trading-platform": "ecs",
    "transaction-processing": "ec2",
    "payment-processing": "api",
    "three-regions": "ecs, three regions",
}
"""A preset of each kind of compute, and the one with three regions."""
BEFORE, NOW = "before", "now"
MOVING_IS_WRONG: Final = (
    *("edge-2021", "logs-2024", "private-path-2021", "standby-sick-2022", "witness-2021"),
    *("zone-2026", "zone-gray-2021"),
)
"""Outages in which nothing may move automatically."""
STILL_HARMFUL: Final[dict[tuple[str, str], str]] = {}
"""What is harmful still, by preset and outage, and why; it is to be mended."""

HEADER: Final = """\
<!-- Written by `make incidents` from tests/systems/incidents.json. -->
# Would it have survived?

Outages of AWS that really happened, played on one preset of each kind of compute, with clients and
somebody on call ([what is played](scenarios.md)). *right*: what the page of the outage calls right
was done, in time. *late*: later, or not at all. *needless*: the service was moved, and should have
stayed. *harmful*: writes were lost, or more requests failed than if nobody had done anything.
A dash stands for what was not played.
"""


def measure(preset: str, names: Iterable[str], when: str) -> list[str]:
    """Play outages on a preset, keep what came of each, and return what got worse or is harmful."""
    with (
        tempfile.TemporaryDirectory(prefix=f"incidents-{preset}-") as folder,
        started(Path(folder), preset, {}) as deployment,
    ):
        deployment.apply(deployment.plan("first"))
        stage = staged(deployment)
        found = []
        for name in names:
            stage.begin(name)
            found += keep(preset, playing.play(stage, incident.shipped(name)), when)
        return found


def keep(preset: str, played: Played, when: str) -> list[str]:
    """Put what came of an outage into the data; say whether it got worse or is harmful."""
    data = kept()
    name, said = played.incident.name, row(played)
    before = data.get(preset, {}).get(name, {}).get(when)
    data.setdefault(preset, {}).setdefault(name, {})[when] = said
    DATA.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    word = said["verdict"]
    unknown = word == HARMFUL and (preset, name) not in STILL_HARMFUL
    if unknown or (before and is_worse(word, before["verdict"])):
        return [f"{preset} {name}: {word}: {said['why']}"]
    return []


def row(played: Played) -> dict[str, Any]:
    """Return what is kept of an outage that was played."""
    outcome = played.outcome
    return {
        "verdict": played.verdict.word,
        "why": played.verdict.why,
        "moves": list(outcome.moves),
        "right": list(played.right.moves),
        "minutes": dict(outcome.minutes),
        "requests": round(outcome.requests),
        "failed": round(outcome.failed),
        "unattended": round(outcome.unattended),
        "lost": outcome.lost,
        "split": dict(outcome.split),
        "automatic": [act.move for act in played.acts if act.who == "alarm"],
        "day": f"{datetime.now(UTC):%Y-%m-%d}",
    }


def is_worse(word: str, than: str) -> bool:
    """Say whether a verdict is worse than another."""
    return VERDICTS.index(word) > VERDICTS.index(than)


def kept() -> dict[str, dict[str, dict[str, Any]]]:
    """Return what was kept: by preset, outage, and `before` or `now`."""
    found: dict[str, dict[str, dict[str, Any]]] = (
        json.loads(DATA.read_text(encoding="utf-8")) if DATA.is_file() else {}
    )
    return found


def page(data: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    """Return the page."""
    names = incident.names()
    head = " | ".join(f"`{preset}` ({kind})" for preset, kind in PRESETS.items())
    lines = [HEADER, f"| outage | what happens | {head} |", "| --- " * (2 + len(PRESETS)) + "|"]
    for name in names:
        cells = [_cell(data.get(preset, {}).get(name, {})) for preset in PRESETS]
        lines.append(f"| `{name}` | {incident.shipped(name).title} | {' | '.join(cells)} |")
    lines += ["", "In all:", "", *_sums(data, names)]
    for preset in PRESETS:
        if found := data.get(preset):
            lines += ["", f"## {preset}", "", *_figures(found, names), *_others(found, names)]
    return "\n".join([*lines, ""])


def _cell(found: Mapping[str, Any]) -> str:
    words = [found[when]["verdict"] for when in (BEFORE, NOW) if when in found]
    return " → ".join(words) or "-"


def _sums(data: Mapping[str, Mapping[str, Mapping[str, Any]]], names: Sequence[str]) -> list[str]:
    lines = []
    for preset in PRESETS:
        rows = [data.get(preset, {}).get(name, {}).get(NOW) for name in names]
        counts = Counter(each["verdict"] for each in rows if each)
        said = ", ".join(f"{counts[word]} {word}" for word in VERDICTS if counts[word])
        lines.append(f"- `{preset}`: {said or 'not played'}")
    return lines


def _figures(found: Mapping[str, Mapping[str, Any]], names: Sequence[str]) -> list[str]:
    lines = [
        "| outage | verdict | done | noticed | decided | served | failed | if nothing | lost |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name in names:
        if now := found.get(name, {}).get(NOW):
            minutes = [_minute(now["minutes"][each]) for each in ("noticed", "decided", "served")]
            cells = [
                f"`{name}`",
                now["verdict"],
                ", ".join(now["moves"]) or "stay",
                *minutes,
                _share(now["failed"], now["requests"]),
                _share(now["unattended"], now["requests"]),
                f"{now['lost']:g}",
            ]
            lines.append(f"| {' | '.join(cells)} |")
    return lines


def _others(found: Mapping[str, Mapping[str, Any]], names: Sequence[str]) -> list[str]:
    """Say why what is not right is not."""
    rows = {name: found.get(name, {}).get(NOW) for name in names}
    said = [
        f"- `{name}` is {each['verdict']}: {each['why']}"
        for name, each in rows.items()
        if each and each["verdict"] != VERDICTS[0]
    ]
    return ["", *said] if said else []


def _minute(minute: int | None) -> str:
    return "-" if minute is None else str(minute)


def _share(number: float, of: float) -> str:
    return f"{100 * number / of:.1f} %" if of else "-"


def main() -> int:
    """Play, or write the page."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.systems.incidents", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("presets", nargs="*", help=f"of {', '.join(PRESETS)}; all without any")
    parser.add_argument("--scenario", action="append", choices=incident.names(), help="only this")
    parser.add_argument("--before", action="store_true", help="keep it as what was before")
    parser.add_argument("--write", action="store_true", help="write the page, play nothing")
    given = parser.parse_args()
    worse: list[str] = []
    if not given.write:
        for preset in given.presets or PRESETS:
            names = given.scenario or incident.names()
            worse += measure(preset, names, BEFORE if given.before else NOW)
    PAGE.write_text(page(kept()), encoding="utf-8")
    for each in worse:
        print(each, file=sys.stderr)
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
