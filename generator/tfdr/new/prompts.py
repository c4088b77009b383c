"""One prompt on a terminal: a line of text, a choice, several choices, or a word to type.

questionary draws them. What it has no word for is done with prompt_toolkit, on which it stands:
Esc goes back, and a long list scrolls.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import questionary
from prompt_toolkit.application import Application
from prompt_toolkit.filters import Always
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import Dimension, Window
from questionary.prompts.common import InquirerControl

from tfdr.terminal import console

WIDTH: Final = 80
"""Columns that every prompt fits into, and the most that any uses."""

ROWS: Final = 12
"""Lines of a list that are shown at once, so that the help above it stays on the screen."""

_STYLE: Final = questionary.Style(
    [
        ("qmark", "fg:ansicyan"),
        ("question", "bold"),
        ("answer", "fg:ansicyan"),
        ("pointer", "fg:ansicyan bold"),
        ("highlighted", "fg:ansicyan"),
        ("selected", ""),
        ("instruction", "fg:ansibrightblack"),
        ("placeholder", "fg:ansibrightblack"),
        ("separator", "fg:ansibrightblack"),
        ("disabled", "fg:ansibrightblack"),
    ]
)
_ESCAPE_SECONDS: Final = 0.05
"""How long the program waits after Esc for the rest of an arrow key."""


class Back(Exception):
    """The person wants to go to the question before."""


@dataclass(frozen=True)
class Option:
    """One line of a list.

    Attributes:
        title: what the line says.
        value: what is chosen with it.
        aside: what stands beside it until it is chosen.
    """

    title: str
    value: Any
    aside: str = ""


def text(message: str, default: str = "", example: str = "") -> str:
    """Ask for a line of text.

    Args:
        message: what is asked.
        default: what stands there, to be changed or left.
        example: what is shown in its place while nothing is typed; it is no answer.

    Raises:
        Back: the person pressed Esc.
    """
    shown = FormattedText([("class:placeholder", f"such as {example}")]) if example else None
    question = questionary.text(
        message, default=default, placeholder=shown, qmark="?", style=_STYLE
    )
    return str(_asked(question))


def one(
    message: str, options: Sequence[Option], default: Any = None, *, search: bool = False
) -> Any:
    """Ask for one of several lines.

    Args:
        message: what is asked.
        options: the lines.
        default: the value that the pointer stands at; the first line where no line has it.
        search: whether typing narrows the lines down.

    Raises:
        Back: the person pressed Esc.
    """
    lines = [
        questionary.Choice(_fitting(f"{each.title} {each.aside}".rstrip()), each.value)
        for each in options
    ]
    start = next((line for line in lines if line.value == default), None)
    question = questionary.select(
        message,
        lines,
        default=start,
        instruction="(type to search)" if search else " ",
        use_search_filter=search,
        use_jk_keys=False,
        show_description=False,
        qmark="?",
        style=_STYLE,
    )
    chosen = _asked(question, erase=True)
    _say(message, [each for each in options if each.value == chosen])
    return chosen


def several(message: str, options: Sequence[Option], chosen: Sequence[Any]) -> list[Any]:
    """Ask for any number of several lines.

    Args:
        message: what is asked.
        options: the lines.
        chosen: the values that are marked at first.

    Raises:
        Back: the person pressed Esc.
    """
    lines = [
        questionary.Choice(_fitting(each.title), each.value, checked=each.value in chosen)
        for each in options
    ]
    question = questionary.checkbox(
        message,
        lines,
        instruction="(Space marks, Enter ends)",
        use_jk_keys=False,
        show_description=False,
        qmark="?",
        style=_STYLE,
    )
    values = list(_asked(question, erase=True))
    _say(message, [each for each in options if each.value in values])
    return values


def _say(message: str, chosen: Sequence[Option]) -> None:
    """Say what was chosen in the place of the list, without what stood beside it."""
    titles = [" ".join(each.title.split()) for each in chosen]
    console.paragraph(f"? {message} {'; '.join(titles) or 'none'}")


def _fitting(title: str) -> str:
    """A title that is not cut off at the edge of the terminal."""
    room = WIDTH - 6  # of the pointer and the mark before it
    return title if len(title) <= room else title[: room - 3].rstrip() + "..."


def _asked(question: questionary.Question, *, erase: bool = False) -> Any:
    application: Application[Any] = question.application
    application.erase_when_done = erase
    for window in application.layout.walk():
        if isinstance(window, Window) and isinstance(window.content, InquirerControl):
            window.height = Dimension(max=ROWS)
            window.dont_extend_height = Always()
    application.ttimeoutlen = _ESCAPE_SECONDS
    keys = KeyBindings()

    # Eager, since prompt_toolkit takes Esc and Enter for one key that accepts an empty line.
    @keys.add(Keys.Escape, eager=True)
    def _back(event: Any) -> None:
        event.app.exit(exception=Back())

    existing = application.key_bindings
    application.key_bindings = merge_key_bindings([existing, keys] if existing else [keys])
    return question.unsafe_ask()
