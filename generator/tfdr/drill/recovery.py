"""What a drill reached of the objectives: when clients were served again, and what was lost.

All times are simulated: they are held beside the objective and the planning figures to be compared
with a rehearsal in a real account, not in place of one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tfdr.errors import TfdrError
from tfdr.objectives.reach import Reach, of
from tfdr.rendering.recorded import read
from tfdr.rendering.render import opened

_DECISION = "decision"
_MEASURED = ("detection", _DECISION, "database", "service", "DNS")
"""What a planning step's name has, whose time a drill tells."""


@dataclass
class Loss:
    """That a region was lost, or asked to give way.

    Attributes:
        at: when, in seconds of the scenario.
        noticed: when the standby's alarm called for a failover; None where nobody waited for it.
    """

    at: float
    noticed: float | None = None

    @property
    def minute(self) -> int:
        """The full minute of it."""
        return int(self.at // 60)


@dataclass(frozen=True)
class Part:
    """A part of a recovery.

    Attributes:
        step: what it is, as the plan for it is called.
        planned_minutes: the planning figure; None where there is none.
        seconds: how long it took.
    """

    step: str
    planned_minutes: float | None
    seconds: float


@dataclass(frozen=True)
class Recovery:
    """What one move of the service to another region reached.

    Attributes:
        scenario: in which one.
        role: of the region that took over.
        seconds: until clients were served there, or until it wrote where nothing serves clients.
        objective_seconds: the recovery time objective.
        lost_seconds: how far the copy was behind; None where nothing could be lost.
        lost_objective_seconds: the recovery point objective.
        parts: what it consisted of.
    """

    scenario: str
    role: str
    seconds: float
    objective_seconds: float
    lost_seconds: float | None
    lost_objective_seconds: float
    parts: Sequence[Part]

    @property
    def holds(self) -> bool:
        """Whether both objectives were met."""
        late = self.seconds > self.objective_seconds
        return not late and (self.lost_seconds or 0) <= self.lost_objective_seconds

    @property
    def sentence(self) -> str:
        """What was reached, beside what was to be."""
        took = f"{self.seconds:g} s of the {self.objective_seconds:g} s of the RTO"
        if self.lost_seconds is None:
            return f"{took}, nothing lost"
        return f"{took}, {self.lost_seconds:g} s of data of {self.lost_objective_seconds:g} s lost"

    def as_json(self) -> dict[str, Any]:
        """The recovery for machines."""
        return {**asdict(self), "holds": self.holds}


def planned(repository: Path) -> Mapping[str, float]:
    """Return the planning figures of a repository by step, in minutes; none where it says none."""
    try:
        with opened() as source:
            return figures(of(source.questionnaire, [read(repository).given]))
    except TfdrError:
        return {}  # of another version, or changed by hand: what was reached is said all the same


def figures(reach: Reach) -> dict[str, float]:
    """Return the planning figures of answers by step, in minutes."""
    return {step.step: step.minutes for step in reach.steps}


def parts(
    plan: Mapping[str, float], loss: Loss, run: Mapping[str, Any], began: float, served: float
) -> list[Part]:
    """Say how long each part of a recovery took, beside its planning figure.

    Args:
        plan: the planning figures by step.
        loss: what happened.
        run: what the failover function keeps of its run.
        began: when the scenario began, in seconds since 1970.
        served: when clients were served, in seconds of the scenario.
    """
    asked, moved = run["started_at"] - began, run.get("served_at", run["changed_at"]) - began
    noticed = asked if loss.noticed is None else loss.noticed
    seconds = {name: step.get("seconds") or 0 for name, step in run["steps"].items()}
    measured = {
        "detection": noticed - loss.at,
        _DECISION: asked - noticed,
        "database": seconds.get("promote database", 0),
        "service": seconds.get("start capacity", 0) + seconds.get("await capacity", 0),
        "DNS": served - moved,
    }
    names = {kind: next((name for name in plan if kind in name), kind) for kind in _MEASURED}
    return [
        Part(names[kind], plan.get(names[kind]), max(0.0, round(measured[kind], 1)))
        for kind in _MEASURED
        if names[kind] in plan or not plan
    ]
