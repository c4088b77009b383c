"""Asking a person, on a terminal, what nobody has answered yet."""

import shlex
import sys
from collections.abc import Callable, Sequence
from typing import Any

import questionary
from prompt_toolkit.formatted_text import FormattedText

from tfdr.errors import BadAnswer
from tfdr.questionnaire.answers import as_text
from tfdr.questionnaire.questions import MISSING, STUMBLES, Asking, Choice, Question


class Interrupted(KeyboardInterrupt):
    """The person stopped answering.

    Attributes:
        resume: the command that goes on from there.
    """

    def __init__(self, resume: str) -> None:
        super().__init__(resume)
        self.resume = resume


def possible() -> bool:
    """Say whether there is somebody to ask: a terminal for both reading and writing."""
    return sys.stdin.isatty() and sys.stdout.isatty()


class Prompts:
    """Asks questions one at a time, and remembers the answers for a command that resumes.

    Args:
        command: the command that was run, as a list of arguments.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = list(command)
        self._answered: dict[str, Any] = {}

    def ask(self, question: Question, asking: Asking) -> Any:
        """Ask one question until the answer is right, and return it.

        Raises:
            Interrupted: the person pressed Ctrl-C or closed the input.
        """
        try:
            value = _prompt(question, asking)
        except (KeyboardInterrupt, EOFError) as error:
            raise Interrupted(self.resume()) from error
        self._answered[question.name] = value
        return value

    def confirm(self, message: str) -> bool:
        """Ask for a yes or a no.

        Raises:
            Interrupted: the person pressed Ctrl-C or closed the input.
        """
        try:
            return bool(questionary.confirm(message, default=True).unsafe_ask())
        except (KeyboardInterrupt, EOFError) as error:
            raise Interrupted(self.resume()) from error

    def resume(self) -> str:
        """Return the command that asks only what is still open."""
        data = [
            part
            for name, value in self._answered.items()
            for part in ("--data", f"{name}={as_text(value)}")
        ]
        return shlex.join([*self._command, *data])


def _prompt(question: Question, asking: Asking) -> Any:
    default = _default(question, asking)
    choices = asking.choices(question)
    if not choices:
        return _prompt_text(question, asking, default)
    if question.multiselect:
        return _prompt_several(question, asking, choices, default)
    offered = [
        questionary.Choice(choice.title, choice.value, disabled=choice.refused_because or None)
        for choice in choices
    ]
    start = next((one for one in offered if one.value == default and not one.disabled), None)
    while True:
        value = questionary.select(
            _message(question), offered, default=start, instruction=" ", use_shortcuts=False
        ).unsafe_ask()
        fault = asking.fault(question, value)
        if not fault:
            return value
        questionary.print(f"  {fault}", style="fg:ansired")


def _prompt_several(
    question: Question, asking: Asking, choices: Sequence[Choice], default: Any
) -> Any:
    chosen = default if isinstance(default, list) else []
    offered = [
        questionary.Choice(choice.title, choice.value, checked=choice.value in chosen)
        for choice in choices
    ]
    return questionary.checkbox(
        _message(question), offered, validate=lambda value: _verdict(question, asking, value)
    ).unsafe_ask()


def _prompt_text(question: Question, asking: Asking, default: Any) -> Any:
    text = "" if default is MISSING else as_text(default)
    if isinstance(default, list):
        text = text[1:-1]  # people type lists without brackets
    parse = _parser(question, asking)
    said = questionary.text(
        _message(question),
        default=text,
        placeholder=_placeholder(question),
        validate=lambda typed: _verdict(question, asking, typed, parse),
    ).unsafe_ask()
    return parse(said)


def _parser(question: Question, asking: Asking) -> Callable[[str], Any]:
    def parse(typed: str) -> Any:
        text = typed.strip()
        if question.is_list and not text.startswith(("[", "{", "-")):
            return [asking.from_text(question, item) for item in _items(text)]
        return asking.from_text(question, text)

    return parse


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def _verdict(
    question: Question, asking: Asking, value: Any, parse: Callable[[str], Any] | None = None
) -> bool | str:
    try:
        asking.check(question, parse(value) if parse else value)
    except BadAnswer as error:
        return error.fault
    except STUMBLES as error:
        return str(error)
    return True


def _default(question: Question, asking: Asking) -> Any:
    try:
        return asking.default(question)
    except STUMBLES:
        return MISSING


def _message(question: Question) -> str:
    hint = " (several: separate them by commas)" if question.type == "yaml" else ""
    return f"{question.name}: {question.help or 'give a value.'}{hint}\n "


def _placeholder(question: Question) -> FormattedText | None:
    if not question.placeholder:
        return None
    return FormattedText([("class:placeholder fg:ansibrightblack", question.placeholder)])
