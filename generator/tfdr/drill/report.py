"""The evidence of a drill: what was played, what was checked, and what an emulation cannot show."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tfdr import __version__
from tfdr.drill.provider import Ran
from tfdr.drill.timeline import CHECK, STEP, Entry, Timeline
from tfdr.errors import TfdrError

SCHEMA = 1

NOT_SHOWN = (
    "How long Aurora takes to promote a region: the emulation takes two seconds.",
    "How long resolvers and clients hold on to an address: the emulation has no caches.",
    "What is lost: no data is written, so none can be missing. The lag is made up.",
    "Whether AWS has the capacity that the standby asks for on the day that many ask.",
    "IAM: the emulation lets every call through, whatever the policies say.",
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
            "checks": sum(entry.kind == CHECK for entry in self.timeline.entries),
            "broken": len(self.timeline.broken),
            "timeline": self.timeline.as_json(),
            "left": self.left if self.left is None else dict(self.left),
            "not_shown": list(NOT_SHOWN),
            "with": dict(self.tools),
            "provider": self.provider.as_json() if self.provider else None,
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
            lines += ["", f"## {title}", "", f"`tfdr drill --scenario {name}`", "", *_table()]
            lines += [_row(e) for e in self.timeline.entries if e.scenario == name]
        around = [_row(e) for e in self.timeline.entries if not e.scenario]
        lines += ["", "## Before and after", "", *_table(), *around]
        if self.left_out:
            lines += ["", "## Left out", ""]
            lines += [f"- `{name}`: {why}" for name, why in self.left_out.items()]
        lines += ["", "## What an emulation cannot show", "", *(f"- {each}" for each in NOT_SHOWN)]
        return "\n".join(lines) + "\n"


def write(drill: Drill, file: Path) -> list[Path]:
    """Write a report as Markdown and, beside it, as JSON; return both files.

    Raises:
        TfdrError: a file cannot be written.
    """
    pages = {
        file.with_suffix(".md"): drill.as_markdown(),
        file.with_suffix(".json"): json.dumps(drill.as_json(), indent=2) + "\n",
    }
    for path, text in pages.items():
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise TfdrError(f"--report {file}: {error.strerror or error}") from error
    return list(pages)


def _table() -> list[str]:
    return [
        "| at | took | minute | what | result |",
        "| ---: | ---: | ---: | --- | --- |",
    ]


def _row(entry: Entry) -> str:
    result = {None: entry.found, True: "holds", False: f"**broken**: {entry.found}"}[entry.holds]
    took = f"{entry.seconds:.1f} s" if entry.kind == STEP else ""
    cells = (f"{entry.at:.1f} s", took, str(entry.minute), entry.text, result)
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
