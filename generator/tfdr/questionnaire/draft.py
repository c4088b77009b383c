"""Answers in the making: what was given, what a person chose over it, and what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import yaml

from tfdr.errors import BadAnswer
from tfdr.questionnaire.answers import Answers, Given, inapplicable, refuse_unknown, resolve
from tfdr.questionnaire.questions import (
    FAST_LOADER,
    MISSING,
    STUMBLES,
    Asking,
    Question,
    Questionnaire,
)
from tfdr.questionnaire.values import cast

CHOSEN: Final = "your answers"
"""The place of what a person chose, for messages."""

SAMPLES: Final = "sample_answers"
"""The template's fact that names the answers which are samples."""

_STAND_INS: Final[dict[str, Any]] = {"int": 1, "float": 1.0, "bool": False, "yaml": [], "json": []}


@dataclass
class Settled:
    """What a draft comes to.

    Attributes:
        asking: judges values, with everything that is settled.
        values: every answer that applies, in the order of the questions.
        by_default: names of those that nobody gave.
        open: names of questions that have no default and no answer yet.
        faults: what is refused, by the name of its answer.
        given_way: answers of a preset that the others leave no room for, with the reason.
    """

    asking: Asking
    values: dict[str, Any] = field(default_factory=dict)
    by_default: set[str] = field(default_factory=set)
    open: list[str] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    given_way: dict[str, str] = field(default_factory=dict)


class Draft:
    """A set of answers that may still be incomplete or wrong, and is settled as far as it goes.

    Args:
        questionnaire: the template's questions.
        places: where answers were given, the most important first.
        samples: names of answers of which a preset only gives an example.
    """

    def __init__(
        self, questionnaire: Questionnaire, places: Sequence[Given], samples: Sequence[str] = ()
    ) -> None:
        self.questionnaire = questionnaire
        self.chosen: dict[str, Any] = {}
        self.examples: dict[str, Any] = {}
        self.places = [self._without_samples(place, samples) for place in places]
        self._settled: Settled | None = None

    def _without_samples(self, place: Given, samples: Sequence[str]) -> Given:
        if not place.starting_point:
            return place
        self.examples = {name: place.answers[name] for name in samples if name in place.answers}
        kept = {name: value for name, value in place.answers.items() if name not in samples}
        return replace(place, answers=kept)

    def refuse_wrong(self) -> None:
        """Check what was given with the command, before anybody is asked.

        Raises:
            BadAnswer: some of it is wrong.
        """
        for place in self.places:
            refuse_unknown(self.questionnaire, place)
        for name, fault in self.settled.faults.items():
            if self.was_given(name, by_preset=False):
                raise BadAnswer(name, fault)

    def choose(self, name: str, value: Any) -> None:
        """Take a person's answer over all that was given."""
        self.chosen[name] = value
        self._settled = None

    def forget(self, name: str) -> None:
        """Take an answer back."""
        self.chosen.pop(name, None)
        self._settled = None

    def was_given(self, name: str, *, by_preset: bool = True) -> bool:
        """Say whether an answer came with the command."""
        return any(
            name in place.answers for place in self.places if by_preset or not place.starting_point
        )

    def is_sample(self, name: str, value: Any) -> bool:
        """Say whether a value is the sample of a preset, which is nobody's own answer."""
        fact = self.questionnaire.questions.get(SAMPLES)
        if fact is None:
            return False
        rendered = self.settled.asking.render(fact.default, **{name: value})
        return name in yaml.load(str(rendered), Loader=FAST_LOADER)  # noqa: S506

    @property
    def settled(self) -> Settled:
        """Everything that follows from what is there so far."""
        if self._settled is None:
            self._settled = self._settle()
        return self._settled

    def answers(self) -> Answers:
        """The finished set.

        Raises:
            BadAnswer: it is not finished, or not right.
        """
        settled = self.settled
        # What a preset said and gave way is said by name, so that the same command gives the same.
        chosen = {**self.chosen, **{name: settled.values[name] for name in settled.given_way}}
        self.chosen = {name: value for name, value in chosen.items() if name in settled.values}
        return resolve(self.questionnaire, [Given(CHOSEN, self.chosen), *self.places])

    def _settle(self) -> Settled:
        settled = Settled(Asking(self.questionnaire))
        for question in self.questionnaire.questions.values():
            try:
                self._settle_one(question, settled)
            except STUMBLES as error:  # over a value that has been refused
                settled.faults.setdefault(question.name, str(error))
        return settled

    def _settle_one(self, question: Question, settled: Settled) -> None:
        name, asking = question.name, settled.asking
        if question.computed or not asking.applies(question):
            value = asking.default(question)
            if value is not MISSING:
                asking.context[name] = value
            if self.was_given(name, by_preset=False):
                settled.faults[name] = inapplicable(self.questionnaire, question)
            return
        for value, gives_way in self._candidates(question, asking):
            asking.context[name] = settled.values[name] = value
            try:
                asking.context[name] = settled.values[name] = asking.check(question, value)
            except BadAnswer as error:
                if gives_way:
                    settled.given_way[name] = error.fault
                    continue
                settled.faults[name] = error.fault
            return
        self._settle_by_default(question, settled)

    def _candidates(self, question: Question, asking: Asking) -> list[tuple[Any, bool]]:
        if question.name in self.chosen:
            return [(self.chosen[question.name], False)]
        for place in self.places:
            if question.name in place.answers:
                return [(place.value(question, asking), place.starting_point)]
        return []

    def _settle_by_default(self, question: Question, settled: Settled) -> None:
        name, asking = question.name, settled.asking
        settled.by_default.add(name)
        value = asking.default(question)
        if value is MISSING:
            settled.open.append(name)
            settled.values[name] = asking.context[name] = self._stand_in(question, asking)
            return
        value = cast(question.type, value)
        settled.values[name] = asking.context[name] = value
        try:
            settled.values[name] = asking.context[name] = asking.check(question, value)
        except BadAnswer as error:
            settled.faults[name] = error.fault

    def _stand_in(self, question: Question, asking: Asking) -> Any:
        """A value that later expressions can work with until there is an answer."""
        if question.name in self.examples:
            return self.examples[question.name]
        if question.placeholder:
            return asking.from_text(question, asking.placeholder(question))
        return _STAND_INS.get(question.type, "unanswered")


def samples_in(questionnaire: Questionnaire, answers: Answers) -> list[str]:
    """The names of the answers that are samples of a preset."""
    settled = Draft(questionnaire, [Given(CHOSEN, answers.given)]).settled
    return list(settled.asking.context.get(SAMPLES, []))


def stand_ins(questionnaire: Questionnaire, places: Sequence[Given]) -> Mapping[str, Any]:
    """A value for each answer that is still missing: an example where the template has one."""
    settled = Draft(questionnaire, places).settled
    return {name: settled.values[name] for name in settled.open}
