"""Tells a difference that only the emulator makes from one that a repository makes."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True)
class Gap:
    """A difference that a plan may show because of the emulator, and why; see `gaps.yml`."""

    address: str
    attribute: str
    reason: str

    def covers(self, address: str, attribute: str) -> bool:
        """Say whether this gap explains a difference."""
        return attribute == self.attribute and re.fullmatch(self.address, address) is not None


@cache
def known_gaps() -> tuple[Gap, ...]:
    """Return the gaps of the emulator."""
    text = files("tfdr.emulator.client").joinpath("gaps.yml").read_text(encoding="utf-8")
    return tuple(Gap(**entry) for entry in yaml.safe_load(text)["gaps"])


def unexplained(plan: dict[str, Any], gaps: tuple[Gap, ...] | None = None) -> list[str]:
    """Return what a plan would change that no gap explains, one line for each.

    Args:
        plan: what `terraform show -json` says of the plan.
        gaps: what to explain with; by default the known gaps of the emulator.
    """
    known = known_gaps() if gaps is None else gaps
    found = []
    for resource in plan.get("resource_changes", []):
        address, change = resource["address"], resource["change"]
        if change["actions"] == ["no-op"]:
            continue
        if change["actions"] != ["update"]:
            found.append(f"{address}: {' and '.join(change['actions'])}")
            continue
        for name in _differing(change):
            if not any(gap.covers(address, name) for gap in known):
                found.append(f"{address}: {name}")
    for name, change in plan.get("output_changes", {}).items():
        if change["actions"] != ["no-op"]:
            found.append(f"output.{name}: {' and '.join(change['actions'])}")
    return found


def _differing(change: dict[str, Any]) -> list[str]:
    before, after, unknown = change["before"], change["after"], change["after_unknown"]
    names = sorted(before.keys() | after.keys())
    differing = [name for name in names if before.get(name) != after.get(name)]
    # What becomes known only when the update is made follows from what is known now.
    known = [name for name in differing if unknown.get(name) is not True]
    return known or differing
