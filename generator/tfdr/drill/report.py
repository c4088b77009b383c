"""The evidence of a drill: what was played, what was checked, and what an emulation cannot show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tfdr import __version__
from tfdr.drill import judged
from tfdr.drill.oracles import Judgement
from tfdr.drill.playing import Played
from tfdr.drill.provider import Ran
from tfdr.drill.recovery import Recovery
from tfdr.drill.timeline import Entry, Timeline, clock_face
from tfdr.emulator.protocol import ORACLES

SCHEMA = 1

NOT_SHOWN = (
    "How long AWS takes: all times are simulated, Aurora's among them (a minute to promote a "
    "region, two to catch up).",
    "How long resolvers and clients hold on to an address: where a load is played, 80 % follow DNS "
    "at once, 15 % within ten minutes and 5 % never; elsewhere there are no caches.",
    "What is lost: no data is written, so none can be missing. The lag is made up, and the writes "
    "of a load are counted, not made.",
    "Whether AWS has the capacity that the standby asks for on the day that many ask.",
    "IAM beyond the functions' calls and what services send each other: whoever applies may do "
    "everything, and what tasks and instances call is not known.",
    "The application itself: it is taken to work where tasks, instances or functions run and "
    "their database answers.",
)
"""What an emulated AWS cannot show, for every report."""


@dataclass(frozen=True)
class Drill:
    """A drill that was done.

    Attributes:
        directory: the repository.
        name: the deployment's name.
        regions: region by role.
        scenarios: title by name of those that were played.
        left_out: reason by name of those that could not be played.
        objective_minutes: the recovery time objective, or None when the repository says none.
        timeline: all that happened.
        tools: version by name of what it was done with.
        left: what was left in the emulated account after all was destroyed; None when it was kept.
        provider: the version of the AWS provider that ran, if that is known.
        judgement: what the oracles said, if they were asked.
        recoveries: what each failover reached of the objectives.
        played: what came of the pages of scenarios that were played, by name.
    """

    directory: str
    name: str
    regions: Mapping[str, str]
    scenarios: Mapping[str, str]
    left_out: Mapping[str, str]
    objective_minutes: int | None
    timeline: Timeline
    tools: Mapping[str, str]
    left: Mapping[str, list[str]] | None
    provider: Ran | None = None
    judgement: Judgement | None = None
    recoveries: Sequence[Recovery] = ()
    played: Mapping[str, Played] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        """PASS when every check held, else FAIL."""
        return "FAIL" if self.timeline.broken else "PASS"

    def as_json(self) -> dict[str, Any]:
        """The report for machines."""
        return {
            "schema": SCHEMA,
            "tfdr": __version__,
            "verdict": self.verdict,
            "emulated": True,
            "directory": self.directory,
            "name": self.name,
            "regions": dict(self.regions),
            "scenarios": dict(self.scenarios),
            "left_out": dict(self.left_out),
            "rto_minutes": self.objective_minutes,
            "recoveries": [each.as_json() for each in self.recoveries],
            "played": [each.as_json() for each in self.played.values()],
            "checks": len(self.timeline.checks),
            "broken": len(self.timeline.broken),
            "timeline": self.timeline.as_json(),
            "left": self.left if self.left is None else dict(self.left),
            "not_shown": list(NOT_SHOWN),
            "with": dict(self.tools),
            "provider": self.provider.as_json() if self.provider else None,
            "oracles": self.judgement.as_json() if self.judgement else None,
            "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }

    def as_markdown(self) -> str:
        """The report for people."""
        said = self.as_json()
        regions = ", ".join(f"{role} {region}" for role, region in self.regions.items())
        tools = ", ".join(f"{name} {version}" for name, version in said["with"].items())
        lines = [
            f"# Drill of {self.name}: {self.verdict}",
            "",
            f"On an emulated AWS, {said['finished_at']}. Regions: {regions}. With {tools}.",
            f"{said['checks']} checks, {said['broken']} broken.",
            "",
            *(self.provider.sentences if self.provider else ()),
        ]
        for name, title in self.scenarios.items():
            lines += ["", f"## {title}", "", f"`tfdr drill --scenario {name}`", ""]
            for each in self.recoveries:
                lines += _reached(each) if each.scenario == name else []
            if name in self.played:
                lines += judged.markdown(self.played[name])
            lines += _table()
            lines += [_row(e) for e in self.timeline.entries if e.scenario == name]
        around = [_row(e) for e in self.timeline.entries if not e.scenario]
        lines += ["", "## Before and after", "", *_table(), *around]
        if self.judgement:
            lines += ["", *_judged(self.judgement)]
        if self.left_out:
            lines += ["", "## Left out", ""]
            lines += [f"- `{name}`: {why}" for name, why in self.left_out.items()]
        lines += ["", "## What an emulation cannot show", "", *(f"- {each}" for each in NOT_SHOWN)]
        return "\n".join(lines) + "\n"


def _judged(judgement: Judgement) -> list[str]:
    """What AWS would have had against it, by oracle."""
    lines = ["## What AWS would say", ""]
    for oracle in ORACLES:
        found = judgement.by(oracle)
        lines += [f"- {oracle}: {'no objection' if not found else f'**{len(found)}**'}"]
        lines += [f"  - {each}" for each in found]
    return [*lines, "", *(f"- {each}" for each in judgement.sentences)]


def _reached(recovery: Recovery) -> list[str]:
    """What a failover reached, beside the objectives and the planning figures of its steps."""
    lost = "" if recovery.lost_seconds is None else f"{recovery.lost_seconds:g} s"
    rows = [
        ("**recovery time (RTO)**", f"{recovery.objective_seconds / 60:g} min", recovery.seconds),
        *((each.step, _minutes(each.planned_minutes), each.seconds) for each in recovery.parts),
    ]
    return [
        f"Moved to {recovery.role}:",
        "",
        "| | objective, or planned | reached, simulated |",
        "| --- | ---: | ---: |",
        *(f"| {name} | {allowed} | {seconds:g} s |" for name, allowed, seconds in rows),
        f"| **recovery point (RPO)** | {recovery.lost_objective_seconds / 60:g} min | {lost} |",
        "",
    ]


def _minutes(planned: float | None) -> str:
    return "" if planned is None else f"{planned:g} min"


def _table() -> list[str]:
    return [
        "| at | took | what | result |",
        "| ---: | ---: | --- | --- |",
    ]


def _row(entry: Entry) -> str:
    result = {None: entry.found, True: "holds", False: f"**broken**: {entry.found}"}[entry.holds]
    took = f"{entry.seconds:.1f} s" if entry.seconds else ""
    cells = (clock_face(entry.at), took, entry.text, result)
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
