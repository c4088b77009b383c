"""From flags, files and presets to one set of answers that holds, or one message why not."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tfdr.errors import BadAnswer, MissingAnswers, TfdrError
from tfdr.messages import nearest, shown
from tfdr.questionnaire.questions import (
    MISSING,
    STUMBLES,
    Asking,
    Question,
    Questionnaire,
    expression,
)
from tfdr.questionnaire.values import MAX_BYTES, NotYaml, cast, parse_yaml

ANSWERS_FILE: Final = ".copier-answers.yml"

# What copier writes into its answers file about the template.
ORIGIN_KEYS: Final = frozenset({"_src_path", "_commit"})

Ask = Callable[[Question, Asking], Any]
"""Asks a person one question and returns the answer."""


@dataclass(frozen=True)
class Given:
    """Answers from one place.

    Attributes:
        place: where they are from, for messages.
        answers: what was given.
        as_text: whether the values are text still to be parsed, as those of flags are.
        recorded: whether they were recorded by an earlier run, so that what the template no
            longer asks is dropped instead of refused.
        starting_point: whether they are what others are given over, as those of a preset are, so
            that what the others leave no room for is dropped instead of refused.
    """

    place: str
    answers: Mapping[str, Any]
    as_text: bool = False
    recorded: bool = False
    starting_point: bool = False

    def value(self, question: Question, asking: Asking) -> Any:
        """The answer to a question that is answered here, parsed where it came as text.

        Raises:
            BadAnswer: the text is not of the question's type.
        """
        value = self.answers[question.name]
        if isinstance(value, str) and (self.as_text or question.type in {"yaml", "json"}):
            return asking.from_text(question, value)
        return value


@dataclass(frozen=True)
class Answers:
    """A complete set of answers that the template accepts.

    Attributes:
        given: what somebody chose, to be passed on to copier.
        settled: every answer that applies, defaults included, in the order of the questions.
        dropped: names of recorded answers that the template no longer asks.
    """

    given: dict[str, Any] = field(default_factory=dict)
    settled: dict[str, Any] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)

    def rows(self) -> list[list[str]]:
        """The rows of a table of them, in the order of the questions."""
        return [[name, as_text(value)] for name, value in self.settled.items()]


def from_flags(pairs: Sequence[str]) -> Given:
    """Read the KEY=VALUE pairs of `--data`, of which a later one wins.

    Raises:
        TfdrError: one of them is not such a pair.
    """
    answers: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key.strip():
            raise TfdrError(f"--data {shown(pair)} is not KEY=VALUE, such as --data owner=my-team")
        if len(value) > MAX_BYTES:
            raise BadAnswer(shown_key(key), f"is larger than {MAX_BYTES // 1024} KiB: shorten it.")
        answers[key.strip()] = value
    return Given("--data", answers, as_text=True)


def from_file(path: Path, *, recorded: bool = False, starting_point: bool = False) -> Given:
    """Read a YAML file of answers, such as a preset or the .copier-answers.yml of another run.

    Raises:
        TfdrError: the file cannot be read, or is no bounded mapping of names to values.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise TfdrError(f"{path}: there is no such file of answers") from error
    except OSError as error:
        raise TfdrError(f"{path}: cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # a NUL in the path
        raise TfdrError(f"{shown(str(path))}: is not the name of a file") from error
    try:
        entries = parse_yaml(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise TfdrError(f"{path}: is not UTF-8 text: save it in that encoding") from error
    except NotYaml as error:
        raise TfdrError(f"{path}: {error}") from error
    if entries is None:
        entries = {}
    if not isinstance(entries, dict):
        raise TfdrError(
            f"{path}: is not a mapping of answers: write lines such as `owner: my-team`"
        )
    for key in entries:
        if not isinstance(key, str):
            raise TfdrError(f"{path}: {shown(key)} is not the name of an answer: names are text")
    return Given(str(path), entries, recorded=recorded, starting_point=starting_point)


def resolve(
    questionnaire: Questionnaire,
    places: Sequence[Given],
    ask: Ask | None = None,
    asking: Asking | None = None,
) -> Answers:
    """Settle every question from the first place that answers it, a person, or its default.

    Args:
        questionnaire: the template's questions.
        places: where answers were given, the most important first.
        ask: asks a person what is still open; without it, defaults hold.
        asking: judges answers, and holds all that is settled when this returns.

    Raises:
        BadAnswer: an answer is refused, or some are missing: then all that are, in one message.
    """
    answers = Answers()
    for place in places:
        answers.dropped.extend(refuse_unknown(questionnaire, place))
    asking = asking or Asking(questionnaire)
    missing: list[str] = []
    for question in questionnaire.questions.values():
        try:
            _settle(question, asking, places, ask, answers, missing)
        except BadAnswer:
            # After a missing answer no later expression can be relied on.
            if not missing:
                raise
        except STUMBLES as error:
            if not missing:
                raise BadAnswer(
                    question.name, f"cannot be settled by the template: {shown(str(error), 200)}"
                ) from error
    if missing:
        first = questionnaire.questions[missing[0]]
        example = asking.placeholder(first) or "VALUE"
        # What a help says of other answers is why there is no default.
        why = f" {asking.explanation(first)}" if "{" in first.help else ""
        raise MissingAnswers(
            ", ".join(missing),
            "no answer was given and there is no default: give each in a file with --answers or "
            f"--preset, or as a flag such as --data {missing[0]}={example}.{why}",
        )
    return answers


def _settle(
    question: Question,
    asking: Asking,
    places: Sequence[Given],
    ask: Ask | None,
    answers: Answers,
    missing: list[str],
) -> None:
    name = question.name
    if question.computed or not asking.applies(question):
        _refuse_inapplicable(asking.questionnaire, question, places, answers)
        value = asking.default(question)
        if value is not MISSING:
            asking.context[name] = value
        return
    value = _given(question, asking, places)
    if value is MISSING and ask is not None:
        value = ask(question, asking)
    if value is not MISSING:
        value = asking.check(question, value)
        answers.given[name] = value
    else:
        value = asking.default(question)
        if value is MISSING:
            missing.append(name)
            return
        value = asking.check(question, cast(question.type, value))
    asking.context[name] = answers.settled[name] = value


def _given(question: Question, asking: Asking, places: Sequence[Given]) -> Any:
    for place in places:
        if question.name in place.answers:
            return place.value(question, asking)
    return MISSING


def _refuse_inapplicable(
    questionnaire: Questionnaire, question: Question, places: Sequence[Given], answers: Answers
) -> None:
    for place in places:
        if question.name in place.answers:
            gives_way = place.starting_point and len(places) > 1 and not question.computed
            if not place.recorded and not gives_way:
                raise BadAnswer(question.name, inapplicable(questionnaire, question))
            answers.dropped.append(question.name)


def inapplicable(questionnaire: Questionnaire, question: Question) -> str:
    """Return what is wrong with an answer to a question that other answers leave no use for."""
    condition = _in_answers(questionnaire, expression(question.when))
    return f"does not apply here (only when {condition}): leave it out."


def _in_answers(questionnaire: Questionnaire, condition: str) -> str:
    """Return a condition in words of answers: a fact that it names means nothing to the user."""
    # A fact may be derived from facts before it, hence the order.
    for fact in reversed([each for each in questionnaire.questions.values() if each.computed]):
        if fact.type == "bool" and str(fact.default).startswith("{{"):
            meaning = expression(str(fact.default))
            whole = condition == fact.name
            parts = re.split(rf"\b{fact.name}\b", condition)
            condition = meaning if whole else f"({meaning})".join(parts)
    return condition


def refuse_unknown(questionnaire: Questionnaire, place: Given) -> list[str]:
    """Check that all answers of a place are to questions of this template.

    Returns:
        The recorded ones that it no longer asks.

    Raises:
        BadAnswer: another one is not.
    """
    dropped: list[str] = []
    names = [question.name for question in questionnaire.asked]
    for key in place.answers:
        if key in names or (key in ORIGIN_KEYS and not place.as_text):
            continue
        if key in questionnaire.questions:
            raise BadAnswer(key, "is computed by the template from the answers: leave it out.")
        if place.recorded and not key.startswith("_"):
            dropped.append(key)
            continue
        near = nearest(key[:100].lower(), names)
        right = f"did you mean {near}?" if near else f"there are {', '.join(names)}."
        if ORIGIN_KEYS & place.answers.keys():
            right += " If a newer version of the template wrote the file, upgrade tfdr."
        raise BadAnswer(shown_key(key), f"is not an answer of this template: {right}")
    return dropped


def shown_key(key: str) -> str:
    """Return the name of an answer fit for a message, whatever the user wrote there."""
    return key if key.isidentifier() and len(key) < 60 else shown(key)


def as_text(value: Any) -> str:
    """Return a value as the user would write it behind `--data KEY=`."""
    if isinstance(value, list):
        return f"[{', '.join(map(as_text, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
