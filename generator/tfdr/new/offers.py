"""What a question offers a person to choose from, and what a line of text is for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tfdr.new.prompts import Option
from tfdr.questionnaire.answers import as_text
from tfdr.questionnaire.questions import Asking, Choice, Question

REGIONS: Final = "primary_region"
STANDBYS: Final = "dr_regions"


@dataclass(frozen=True)
class Offered:
    """What there is to choose from.

    Attributes:
        options: the lines of a list; none where text is typed.
        search: whether there are so many that typing narrows them down.
        in_order: whether the answer is a list of them whose order counts.
    """

    options: Sequence[Option] = ()
    search: bool = False
    in_order: bool = False


def of(question: Question, asking: Asking) -> Offered:
    """Return what a question offers, with the names of answers beside the words for people."""
    if question.type == "bool":
        return Offered([Option("yes (true)", True), Option("no (false)", False)])
    if question.name == STANDBYS and REGIONS in asking.questionnaire.questions:
        return Offered(_standbys(asking), search=True, in_order=True)
    options = [
        Option(_line(choice), choice.value)
        for choice in asking.choices(question)
        if not choice.refused_because
    ]
    return Offered(options, search=len(options) > 12)


def _line(choice: Choice) -> str:
    value = as_text(choice.value)
    return choice.title if value in choice.title else f"{choice.title} ({value})"


def _standbys(asking: Asking) -> list[Option]:
    """The other regions, those under the same law first, and the nearest of those before all."""
    primary = asking.context[REGIONS]
    choices = asking.choices(asking.questionnaire.questions[REGIONS])
    near = _nearest(asking.context, primary)
    law = _jurisdictions(asking.context)

    def rank(choice: Choice) -> tuple[bool, bool]:
        return choice.value != near, law.get(choice.value) != law.get(primary)

    found: list[Option] = []
    for choice in sorted(choices, key=rank):
        if choice.value != primary and not choice.refused_because:
            same = law.get(choice.value) == law.get(primary)
            aside = "nearest, same jurisdiction" if choice.value == near else ""
            if law and not same:
                aside = "another jurisdiction"
            found.append(Option(f"{_line(choice):<44}", choice.value, aside))
    return found


def _jurisdictions(context: Mapping[str, Any]) -> dict[str, str]:
    geography = context.get("geography") or [{}]
    return {
        code: area["name"]
        for area in geography[0].get("jurisdictions", ())
        for code in area["regions"]
    }


def _nearest(context: Mapping[str, Any], primary: str) -> str:
    geography = context.get("geography") or [{}]
    for area in geography[0].get("jurisdictions", ()):
        if primary in area["regions"]:
            return str(area["regions"][primary].get("nearest", ""))
    return ""


def parsed(question: Question, asking: Asking, typed: str) -> Any:
    """Return the value that a line of text stands for.

    Raises:
        BadAnswer: it is not of the question's type.
    """
    text = typed.strip()
    if question.is_list and not text.startswith(("[", "{", "-")):
        return [asking.from_text(question, item) for item in _items(text)]
    return asking.from_text(question, text)


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]
