"""All questions of the template as parameters for a pairwise generator.

Nothing is listed here by hand: a choice question brings its choices, wherever they depend on
other answers all that it ever offers; each item of a list of choices is a parameter of its own,
taken or not; numbers and other lists bring the values that presets and scenarios give them. Text
decides nothing about what is generated and stays as the question's example has it.
"""

import functools
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import yaml
from jinja2 import meta
from tfdr.errors import BadAnswer
from tfdr.questionnaire.questions import MISSING, STUMBLES, Asking, Question, Questionnaire
from tfdr.questionnaire.values import cast

from tests.support import ROOT

UNASKED: Final = "(not asked)"
DEFAULT: Final = "(default)"

# Larger systems take Terraform minutes each; a scenario has one.
MOST_ITEMS: Final = 3

# Their defaults follow from other answers, and hardly any other value would.
LEFT_OUT: Final = frozenset({"vpc_cidrs"})


@dataclass(frozen=True)
class Parameter:
    """A question, or one item of a list of choices.

    Attributes:
        question: its name.
        values: UNASKED where the question is not always asked, DEFAULT to leave the answer out.
        item: the item that is taken when the value is true; None for a question with one answer.
    """

    question: str
    values: tuple[Any, ...]
    item: Any = None

    @property
    def name(self) -> str:
        """What it is called in lists of answers."""
        return self.question if self.item is None else f"{self.question}[{self.item}]"


@dataclass(frozen=True)
class Reached:
    """What is settled after the first few parameters of a row.

    Attributes:
        next: index of the next question.
        given: answers so far.
        fault: why the template refuses them: the name of the answer and the sentence.
    """

    context: dict[str, Any]
    next: int
    given: dict[str, Any] = field(default_factory=dict)
    taken: tuple[Any, ...] = ()
    fault: tuple[str, str] | None = None


class Space:
    """The parameters of a template, and what becomes of a row of their values."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._questionnaire = questionnaire
        self._questions = list(questionnaire.questions.values())
        jinja: Any = questionnaire.jinja
        jinja.from_string = functools.cache(jinja.from_string)  # each is asked thousands of times
        self._reached: dict[tuple[Any, ...], Reached | None] = {}
        usual = self._usual_context()
        known = _values_in_use()
        self.parameters = [
            parameter
            for question in questionnaire.asked
            for parameter in self._parameters_of(question, usual, known)
        ]
        self._counts = {
            name: len(list(group))
            for name, group in itertools.groupby(self.parameters, lambda each: each.question)
        }

    @property
    def questionnaire(self) -> Questionnaire:
        """The questionnaire of the template."""
        return self._questionnaire

    @property
    def questions(self) -> list[Question]:
        """The questions that a person answers."""
        return self._questionnaire.asked

    @property
    def values(self) -> list[list[Any]]:
        """The values of each parameter, as the pairwise generator takes them."""
        return [list(parameter.values) for parameter in self.parameters]

    def can_be_asked(self, row: Sequence[Any]) -> bool:
        """Say whether each value of a row, or the beginning of one, is offered when it is asked."""
        return self._after(tuple(row)) is not None

    def is_accepted(self, row: Sequence[Any]) -> bool:
        """Say whether the template accepts a row, or the beginning of one."""
        reached = self._after(tuple(row))
        return reached is not None and reached.fault is None

    def fault(self, row: Sequence[Any]) -> tuple[str, str] | None:
        """Return the answer that is refused and why, or None."""
        reached = self._after(tuple(row))
        assert reached is not None
        return reached.fault

    def answers(self, row: Sequence[Any]) -> dict[str, Any]:
        """Return a row as the answers that somebody would give."""
        reached = self._after(tuple(row))
        assert reached is not None
        return reached.given

    def named(self, row: Sequence[Any]) -> str:
        """Return the choices in a row, as text for a person."""
        chosen = []
        for parameter, value in zip(self.parameters, row, strict=True):
            if value is True and parameter.item is not None:
                chosen.append(f"+{parameter.item}")
            elif value not in (UNASKED, DEFAULT, False):
                shown = list(value) if isinstance(value, tuple) else value
                chosen.append(f"{parameter.name}={shown}")
        return " ".join(chosen)

    # --- Parameters

    def _usual_context(self) -> dict[str, Any]:
        """What holds when each question is answered by its default or its example."""
        asking = Asking(self._questionnaire)
        for question in self._questions:
            asking.context[question.name] = _usual(question, asking)
        return asking.context

    def _parameters_of(
        self, question: Question, usual: Mapping[str, Any], known: Mapping[str, Sequence[Any]]
    ) -> Iterator[Parameter]:
        sometimes = () if question.when is True else (UNASKED,)
        if question.choices:
            offered = self._ever_offered(question, usual)
            if not question.multiselect:
                yield Parameter(question.name, (*sometimes, *offered))
            else:
                for item in offered:
                    yield Parameter(question.name, (*sometimes, False, True), item)
        elif question.type in ("int", "yaml", "bool") and question.name not in LEFT_OUT:
            values = known.get(question.name, ())
            yield Parameter(question.name, (*sometimes, DEFAULT, *values))

    def _ever_offered(self, question: Question, usual: Mapping[str, Any]) -> list[Any]:
        """What a question offers, whatever was answered to those that its choices depend on."""
        jinja, names = self._questionnaire.jinja, set()
        if isinstance(question.choices, str):
            names = meta.find_undeclared_variables(jinja.parse(question.choices))
        others = [each for each in self._questionnaire.asked if each.name in names]
        ranges = [self._ever_offered(other, usual) for other in others]
        found: dict[Any, None] = {}
        for values in itertools.product(*ranges):
            answers = dict(zip((other.name for other in others), values, strict=True))
            asking = Asking(self._questionnaire, {**usual, **answers})
            try:
                found |= dict.fromkeys(choice.value for choice in asking.choices(question))
            except STUMBLES:
                continue  # for these answers it is not asked
        return list(found)

    # --- Rows

    def _after(self, row: tuple[Any, ...]) -> Reached | None:
        if row not in self._reached:
            before = self._after(row[:-1]) if row else self._start()
            if row and before is not None:
                before = self._settled(before, self.parameters[len(row) - 1], row[-1])
            self._reached[row] = before
        return self._reached[row]

    def _start(self) -> Reached:
        return self._on(Reached({}, 0))

    def _settled(self, reached: Reached, parameter: Parameter, value: Any) -> Reached | None:
        question = self._questions[reached.next]
        assert question.name == parameter.question
        asking = Asking(self._questionnaire, dict(reached.context))
        taken = (*reached.taken, value)
        if parameter.item is not None and len(taken) < self._counts[question.name]:
            if (value == UNASKED) is _asked(question, asking):
                return None
            return Reached(reached.context, reached.next, reached.given, taken, reached.fault)
        if (value == UNASKED) is _asked(question, asking):
            return None
        answer = self._answer(question, parameter, taken)
        if taken[-1] == DEFAULT and question.default is MISSING:
            answer = _usual(question, asking)
        given, fault = dict(reached.given), reached.fault
        if answer is not MISSING:
            given[question.name] = answer
            if not _is_offered(question, asking, answer):
                return None
        try:
            asking.context[question.name] = _checked(question, asking, answer)
        except BadAnswer as error:
            asking.context[question.name] = answer
            fault = fault or (error.answer, str(error))
        except STUMBLES:
            # Only where an earlier answer is refused already: nobody gets this far.
            assert fault, question.name
            asking.context[question.name] = answer
        return self._on(Reached(asking.context, reached.next + 1, given, (), fault))

    def _answer(self, question: Question, parameter: Parameter, taken: tuple[Any, ...]) -> Any:
        if taken[-1] in (UNASKED, DEFAULT):
            return MISSING
        if parameter.item is None:
            return list(taken[-1]) if isinstance(taken[-1], tuple) else taken[-1]
        items = [each.item for each in self.parameters if each.question == question.name]
        return [item for item, is_taken in zip(items, taken, strict=True) if is_taken]

    def _on(self, reached: Reached) -> Reached:
        """Settle the questions up to the next one that has a parameter."""
        asking = Asking(self._questionnaire, dict(reached.context))
        given, fault, at = dict(reached.given), reached.fault, reached.next
        while at < len(self._questions) and self._questions[at].name not in self._names:
            question = self._questions[at]
            try:
                if not question.computed and _asked(question, asking):
                    value = _usual(question, asking)
                    if question.default is MISSING:
                        given[question.name] = value
                    asking.context[question.name] = asking.check(question, value)
                else:
                    asking.context[question.name] = asking.default(question)
            except BadAnswer as error:
                fault = fault or (error.answer, str(error))
            except STUMBLES:
                assert fault, question.name
            at += 1
        return Reached(asking.context, at, given, (), fault)

    @functools.cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self._counts)


def _asked(question: Question, asking: Asking) -> bool:
    try:
        return asking.applies(question)
    except STUMBLES:
        return False  # after an answer that is refused


def _usual(question: Question, asking: Asking) -> Any:
    value = asking.default(question)
    if value is MISSING:
        return asking.from_text(question, question.placeholder)
    return value


def _is_offered(question: Question, asking: Asking, answer: Any) -> bool:
    try:
        offered = [choice.value for choice in asking.choices(question)]
    except STUMBLES:
        return False
    wanted = answer if isinstance(answer, list) else [answer]
    return not question.choices or all(each in offered for each in wanted)


def _checked(question: Question, asking: Asking, answer: Any) -> Any:
    if answer is not MISSING:
        return asking.check(question, answer)
    value = asking.default(question)
    return asking.check(question, cast(question.type, value)) if _asked(question, asking) else value


def _values_in_use() -> dict[str, list[Any]]:
    """Numbers and short lists that presets and scenarios give, by answer."""
    files = [*sorted((ROOT / "presets").glob("*.yml")), ROOT / "tests/scenarios.yml"]
    documents = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]
    sets = [*documents[:-1], *documents[-1].values()]
    found: dict[str, dict[Any, None]] = {}
    for name, value in itertools.chain.from_iterable(each.items() for each in sets):
        if isinstance(value, list) and len(value) <= MOST_ITEMS:
            found.setdefault(name, {})[tuple(value)] = None
        elif isinstance(value, int):
            found.setdefault(name, {})[value] = None
    return {name: list(values) for name, values in found.items()}
