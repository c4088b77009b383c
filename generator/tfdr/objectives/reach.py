"""What a set of answers can reach: the facts that the template derives, and what they add up to.

The figures and the arithmetic are the template's (`recovery_points`, `recovery_steps` and
`rto_reach_minutes` in copier.yml), so that copier alone refuses what cannot be reached.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tfdr.errors import BadAnswer, MissingAnswers, Refused, TfdrError
from tfdr.questionnaire.answers import Given, resolve
from tfdr.questionnaire.draft import stand_ins
from tfdr.questionnaire.questions import Asking, Question, Questionnaire

RPO: Final = "rpo_minutes"
RTO: Final = "rto_minutes"
OBJECTIVES: Final = (RPO, "objects_rpo_minutes", RTO)
STRATEGY: Final = "strategy"
AUTOMATIC: Final = "automatic_failover"
DESIGN: Final = (STRATEGY, AUTOMATIC)
"""The answers that make a design, and are refused where it does not reach the objectives."""

OURS: Final = "planning figure of tfdr"

Minutes = int | float


@dataclass(frozen=True)
class Point:
    """How many minutes of one kind of data are lost with a region.

    Attributes:
        what: the kind of data.
        how: what copies it.
        minutes: how much of it can be lost.
        answer: the answer that says how much may be lost.
        objective: what that answer says, in minutes.
        why: the reasoning behind the figure.
        source: where the figure is from.
    """

    what: str
    how: str
    minutes: Minutes
    answer: str
    objective: Minutes
    why: str
    source: str

    @property
    def holds(self) -> bool:
        """Whether no more is lost than may be."""
        return self.minutes <= self.objective


@dataclass(frozen=True)
class Step:
    """One thing that has to happen until the standby serves.

    Attributes:
        step: what it is.
        minutes: how long it takes.
        counted: how much it adds; nothing where a longer step runs at the same time.
        why: the reasoning behind the figure.
        source: where the figure is from.
    """

    step: str
    minutes: Minutes
    counted: Minutes
    why: str
    source: str


@dataclass(frozen=True)
class Reach:
    """What a set of answers can reach.

    Attributes:
        answers: all that apply, defaults included.
        points: what can be lost.
        steps: what a recovery takes.
        minutes: how long it takes together; more than the steps add up to where the strategy is
            not taken to be any faster.
        objective: how long it may take; None where no answer says so.
        refused: what the template refuses for it.
    """

    answers: Mapping[str, Any]
    points: list[Point]
    steps: list[Step]
    minutes: Minutes
    objective: Minutes | None
    refused: Sequence[Refused] = ()

    @property
    def holds(self) -> bool:
        """Whether all objectives can be met."""
        return not self.missed

    @property
    def missed(self) -> dict[str, Minutes]:
        """The answers that ask for more than can be reached, each with what can be."""
        wanted: dict[str, Minutes] = {}
        for point in self.points:
            if not point.holds:
                wanted[point.answer] = max(point.minutes, wanted.get(point.answer, 0))
        if self.objective is not None and self.minutes > self.objective:
            wanted[RTO] = self.minutes
        for error in self.refused:
            if error.answer in OBJECTIVES:
                wanted.setdefault(error.answer, 0)
        return wanted

    @property
    def tightest(self) -> list[Point]:
        """What bounds the recovery point: the data with the least room below its objective."""
        shares = [point.minutes / (point.objective or 1) for point in self.points]
        return [
            point for point, share in zip(self.points, shares, strict=True) if share == max(shares)
        ]

    @property
    def longest(self) -> Step | None:
        """What bounds the recovery time."""
        return max(self.steps, key=lambda step: step.counted, default=None)


class _Patient(Asking):
    """Keeps what a validator refuses, so that it can be explained."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        super().__init__(questionnaire)
        self.refused: list[Refused] = []

    def check(self, question: Question, value: Any) -> Any:
        try:
            return super().check(question, value)
        except Refused as error:
            self.refused.append(error)
            return error.value


def of(questionnaire: Questionnaire, places: list[Given]) -> Reach:
    """Work out what a set of answers can reach, whether or not that is enough.

    An answer that is missing is taken from the template's examples: it has no part in this.

    Raises:
        BadAnswer: an answer is refused for another reason.
        TfdrError: the template says nothing of recovery.
    """
    asking = _Patient(questionnaire)
    examples = Given("the examples", stand_ins(questionnaire, places))
    try:
        answers = resolve(questionnaire, [*places, examples], asking=asking)
    except BadAnswer as error:
        # After a missing answer validators stumble over what it leaves undefined.
        if asking.refused and not isinstance(error, MissingAnswers):
            raise asking.refused[0] from None
        raise
    try:
        reach = read(answers.settled, asking.context, asking.refused)
    except (KeyError, TypeError, ValueError) as error:
        raise TfdrError(
            f"the template {questionnaire.root} says nothing of recovery: it derives no {error}"
        ) from error
    for refused in asking.refused:
        # A value out of any range is a wrong answer, not an objective out of reach.
        missed = RTO if refused.answer in DESIGN else refused.answer
        if missed not in OBJECTIVES or not reach.missed.get(missed):
            raise refused
    return reach


def read(
    answers: Mapping[str, Any], facts: Mapping[str, Any], refused: Sequence[Refused] = ()
) -> Reach:
    """Read what can be reached from the facts that the template derives from answers."""
    points = [_point(entry, facts) for entry in facts["recovery_points"]]
    entries = facts["recovery_steps"]
    together = [entry["minutes"] for entry in entries if entry.get("at_once")]
    longest = together.index(max(together)) if together else -1
    steps: list[Step] = []
    seen = 0
    for entry in entries:
        minutes = counted = entry["minutes"]
        if entry.get("at_once"):
            counted = minutes if seen == longest else 0
            seen += 1
        steps.append(Step(str(entry["step"]), minutes, counted, _why(entry), _source(entry)))
    reached = facts["rto_reach_minutes"]
    return Reach(answers, points, steps, reached, answers.get(RTO), refused)


def _point(entry: Mapping[str, Any], facts: Mapping[str, Any]) -> Point:
    # The objective is a figure, or the name of the answer that holds it.
    objective = entry["objective"]
    answer = objective if isinstance(objective, str) else RPO
    allowed = facts[objective] if isinstance(objective, str) else objective
    return Point(
        what=str(entry["what"]),
        how=str(entry["how"]),
        minutes=entry["minutes"],
        answer=answer,
        objective=allowed,
        why=_why(entry),
        source=_source(entry),
    )


def _why(entry: Mapping[str, Any]) -> str:
    return " ".join(str(entry[key]).strip() for key in ("says", "why") if entry.get(key))


def _source(entry: Mapping[str, Any]) -> str:
    source = str(entry.get("source") or "")
    if entry.get("whose") == "ours" and source:
        return f"{OURS}, after {source}"
    return source or OURS
