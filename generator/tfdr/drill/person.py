"""A person on call, as far as a drill has one: hears of alarms, takes time, asks, and does it.

What the failover function advises is done, and nothing else: a drill judges the design, and not how
clever somebody is at night.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tfdr.drill.incident import ENLARGE, FAILOVER, SWITCHOVER
from tfdr.drill.stage import Stage
from tfdr.errors import TfdrError

DECIDES_AFTER: Final = 6
"""Minutes from the first message until somebody asks what to do."""

_ASKS_EVERY: Final = 3  # minutes, until something is done
_ACTIONS: Final[Mapping[str, Mapping[str, Any]]] = {
    ENLARGE: {"action": "enlarge"},
    SWITCHOVER: {"action": "switchover"},
    FAILOVER: {"action": "failover", "allow_data_loss": True},
}


@dataclass(frozen=True)
class Act:
    """Something that was asked of a failover function.

    Attributes:
        minute: when.
        move: what, as a page of a scenario calls it.
        outcome: what the function said.
        who: `person`, or `alarm` where nobody asked.
        message: the function's words.
    """

    minute: int
    move: str
    outcome: str
    who: str
    message: str

    @property
    def is_done(self) -> bool:
        """Whether it came to that."""
        return self.outcome in ("finished", "nothing to do", "unfinished")


@dataclass
class Person:
    """Somebody on call.

    Attributes:
        told: the minute in which the first message came; None until then.
        acts: what was asked for.
        may_sign_in: whether that is possible now.
        way_in: whether there is a way in that needs no sign-in.
    """

    told: int | None = None
    acts: list[Act] = field(default_factory=list)
    may_sign_in: bool = True
    way_in: bool = False
    _next: int = 0

    def hear(self, minute: int, published: Iterable[Mapping[str, Any]]) -> None:
        """Read the messages of a minute."""
        if self.told is None and any(
            each["told"] and str(each.get("subject") or "").startswith("ALARM")
            for each in published
        ):
            self.told, self._next = minute, minute + DECIDES_AFTER

    @property
    def is_done(self) -> bool:
        """Whether the service was moved, so that nothing more is asked."""
        return any(act.is_done and act.move in (SWITCHOVER, FAILOVER) for act in self.acts)

    def act(self, stage: Stage, minute: int) -> None:
        """Ask the standby what to do, and do it."""
        if self.told is None or minute < self._next or self.is_done:
            return
        if not (self.may_sign_in or self.way_in):
            return
        self._next = minute + _ASKS_EVERY
        role = stage.system.standby
        with stage.timeline.step(f"somebody asks the function in {role}: advise") as said:
            answer = _asked(stage, role, action="advise")
            said.append(f"{answer['advice']}: {answer['message']}")
        move = str(answer["advice"])
        if move not in _ACTIONS or any(act.move == move == ENLARGE for act in self.acts):
            return
        with stage.timeline.step(f"somebody asks for it: {move}") as said:
            done = _asked(stage, role, **_ACTIONS[move])
            said.append(f"{done['outcome']}: {done['message']}")
        self.acts.append(Act(minute, move, done["outcome"], "person", done["message"]))


def _asked(stage: Stage, role: str, **payload: Any) -> dict[str, Any]:
    try:
        answer = stage.invoke("failover", role, **payload)
    except TfdrError as error:
        answer = {"outcome": "not answered", "message": str(error)}
    return {"advice": "none", **answer}
