"""Designs: the strategies, each with and without automatic failover, and what each reaches."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from tfdr.objectives import costs
from tfdr.objectives.costs import Costs
from tfdr.objectives.reach import AUTOMATIC, RPO, STRATEGY, Reach, read
from tfdr.questionnaire.answers import Given
from tfdr.questionnaire.draft import Draft
from tfdr.questionnaire.questions import Questionnaire

FACTS: Final = ("recovery_points", "recovery_steps", "rto_reach_minutes")
"""What a template has to derive so that its designs can be compared."""


@dataclass(frozen=True)
class Design:
    """One way to reach the objectives, with everything else as it was answered.

    Attributes:
        strategy: how much of the standby runs before it is needed.
        automatic: whether it fails over by itself; None where nothing can.
        reach: what can be lost, and what a recovery takes.
        costs: what the standby costs; None where the template does not count it.
        stands_by: what runs in each standby region before a failover, in words.
    """

    strategy: str
    automatic: bool | None
    reach: Reach
    costs: Costs | None
    stands_by: str

    @property
    def answers(self) -> dict[str, Any]:
        """The answers that make this design."""
        chosen: dict[str, Any] = {STRATEGY: self.strategy}
        return chosen if self.automatic is None else {**chosen, AUTOMATIC: self.automatic}

    @property
    def monthly(self) -> float:
        """Dollars a month, as far as prices are known."""
        return self.costs.monthly if self.costs else 0.0

    @property
    def recovery_point(self) -> float:
        """Minutes of data that can be lost, but for what has an objective of its own."""
        points = self.reach.points
        return max((each.minutes for each in points if each.answer == RPO), default=0)


def all_of(questionnaire: Questionnaire, places: Sequence[Given]) -> list[Design]:
    """Return every design, the cheapest first; of two that cost the same, the one a person starts.

    Args:
        questionnaire: the template's questions.
        places: the answers so far; what is missing is taken by default, or by an example.
    """
    if not {STRATEGY, *FACTS} <= questionnaire.questions.keys():
        return []
    strategies = questionnaire.questions[STRATEGY]
    asking = Draft(questionnaire, places).settled.asking
    found: list[Design] = []
    for choice, automatic in itertools.product(asking.choices(strategies), (False, True)):
        design = _one(questionnaire, places, str(choice.value), automatic)
        # Where nothing is to be decided, both ways of deciding are one design.
        if not any(_is_same(design, other) for other in found):
            found.append(design)
    return sorted(found, key=lambda each: (each.monthly, bool(each.automatic)))


def _is_same(one: Design, other: Design) -> bool:
    return one.strategy == other.strategy and (
        one.answers == other.answers or one.reach.steps == other.reach.steps
    )


def _one(
    questionnaire: Questionnaire, places: Sequence[Given], strategy: str, automatic: bool
) -> Design:
    wanted = Given("design", {STRATEGY: strategy, AUTOMATIC: automatic})
    settled = Draft(questionnaire, [wanted, *places]).settled
    facts = settled.asking.context
    return Design(
        strategy=strategy,
        automatic=facts.get(AUTOMATIC) if AUTOMATIC in settled.values else None,
        reach=read(settled.values, facts),
        costs=costs.of(facts),
        stands_by=str(facts.get("stands_by", "")),
    )
