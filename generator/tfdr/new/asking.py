"""Asking one question until its answer is right, by itself and beside all others."""

from typing import Any, Final

from tfdr.errors import BadAnswer
from tfdr.messages import shown
from tfdr.new import offers, prompts
from tfdr.new.irreversible import Irreversible, following
from tfdr.new.prompts import Back, Option
from tfdr.new.sections import heading
from tfdr.questionnaire.answers import as_text
from tfdr.questionnaire.draft import Draft
from tfdr.questionnaire.questions import MISSING, STUMBLES, Asking, Question
from tfdr.terminal import console

NO_FURTHER: Final = "no further one"


class Asker:
    """Asks questions, and puts what is answered into the draft.

    Args:
        draft: the answers so far.
    """

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._before: dict[str, Any] = {}  # what was answered before, to start from again
        self._confirmed: set[str] = set()

    def ask(self, name: str, aside: str = "") -> str:
        """Ask one question.

        Args:
            name: the question.
            aside: what stands beside the heading, such as how far along it is.

        Returns:
            The name of another question whose answer no longer fits; empty where there is none.

        Raises:
            Back: the person wants to go back; the draft is as it was.
        """
        question = self._draft.questionnaire.questions[name]
        console.heading(heading(name), aside)
        if explanation := self._draft.settled.asking.explanation(question):
            console.paragraph(explanation, "dim")
        while True:
            value = self._prompted(question)
            if fault := self._fault(question, value):
                self._before[name] = value
                console.paragraph(fault, "red", indent="  ")
                continue
            faults = dict(self._draft.settled.faults)
            facts = following(self._draft.settled.asking.context)
            self._draft.choose(name, value)
            try:
                self.confirm([each for each in self.irreversible() if each not in facts])
                return self._unfitting(name, faults)
            except Back:
                self._before[name] = value
                self._draft.forget(name)

    def take_back(self, name: str) -> None:
        """Forget an answer; it is where the prompt starts when the question is asked again."""
        if name in self._draft.chosen:
            self._before[name] = self._draft.chosen[name]
            self._draft.forget(name)

    def irreversible(self) -> list[Irreversible]:
        """What follows from the answers so far and cannot be undone."""
        return following(self._draft.settled.asking.context)

    def confirm(self, consequences: list[Irreversible]) -> None:
        """Have the person type a word for each that has not been confirmed yet.

        Raises:
            Back: the person does not want it.
        """
        for each in consequences:
            if each.word in self._confirmed:
                continue
            console.heading("This cannot be undone")
            console.paragraph(each.consequence)
            while (
                prompts.text(f"Type {each.word} to confirm (Esc goes back):").strip() != each.word
            ):
                console.paragraph(f"That was not {each.word}.", "red", indent="  ")
            self._confirmed.add(each.word)

    def _prompted(self, question: Question) -> Any:
        asking = self._draft.settled.asking
        label = f"{_label(question, asking)}:"
        offered = offers.of(question, asking)
        start = self._start(question)
        if offered.in_order:
            return self._one_by_one(question, offered, start)
        if offered.options and question.multiselect:
            return prompts.several(label, offered.options, start if isinstance(start, list) else [])
        if offered.options:
            return prompts.one(label, offered.options, start, search=offered.search)
        text = "" if start is MISSING else as_text(start)
        if isinstance(start, list):
            text = text[1:-1]  # people type lists without brackets
        typed = prompts.text(label, text, "" if text else self._example(question))
        try:
            return offers.parsed(question, asking, typed)
        except BadAnswer as error:
            return _Wrong(typed, error.fault)

    def _one_by_one(self, question: Question, offered: offers.Offered, start: Any) -> list[Any]:
        """Ask for a list whose order counts, one item after the other."""
        wanted = list(start) if isinstance(start, list) else []
        # Most systems have one. For more there are presets, and the review.
        more = len(wanted) > 1 or question.name in self._draft.chosen
        chosen: list[Any] = []
        while True:
            options = [each for each in offered.options if each.value not in chosen]
            wish = wanted[len(chosen)] if len(chosen) < len(wanted) else None
            if chosen:
                options.insert(0, Option(NO_FURTHER, NO_FURTHER))
            which = f", number {len(chosen) + 1}" if chosen else ""
            label = _label(question, self._draft.settled.asking)
            value = prompts.one(f"{label}{which}:", options, wish, search=True)
            if value == NO_FURTHER:
                return chosen
            chosen.append(value)
            if not more:
                return chosen

    def _start(self, question: Question) -> Any:
        """What stands in the prompt: an answer from before, the answer so far, or the default."""
        name, settled = question.name, self._draft.settled
        if name in self._before:
            before = self._before.pop(name)
            return before.text if isinstance(before, _Wrong) else before
        example = self._draft.examples.get(name, MISSING)
        if name in self._draft.chosen or example is MISSING:
            return MISSING if name in settled.open else settled.values.get(name, MISSING)
        return MISSING if self._draft.is_sample(name, example) else example

    def _example(self, question: Question) -> str:
        placeholder = self._draft.settled.asking.placeholder(question)
        text = as_text(self._draft.examples.get(question.name, placeholder))
        return text[1:-1] if text.startswith("[") else text

    def _fault(self, question: Question, value: Any) -> str:
        if isinstance(value, _Wrong):
            return value.fault
        try:
            self._draft.settled.asking.check(question, value)
        except BadAnswer as error:
            return error.fault
        except STUMBLES as error:
            return str(error)
        if self._draft.is_sample(question.name, value):
            return f"cannot be {shown(as_text(value))}, which is a sample: give your own."
        return ""

    def _unfitting(self, name: str, before: dict[str, str]) -> str:
        """Find what an answer has made wrong, and let the person say which of both changes."""
        for other, fault in self._draft.settled.faults.items():
            if other == name or before.get(other) == fault:
                continue
            console.paragraph(f"{other} {fault}", "red", indent="  ")
            options = [Option(f"change {each}", each) for each in (other, name)]
            which = prompts.one(f"{name} and {other} do not go together:", options)
            if which == other:
                return other
            raise Back
        return ""


def _label(question: Question, asking: Asking) -> str:
    return f"{asking.label(question)} ({question.name})" if question.help else question.name


class _Wrong:
    """Text that is no value of the question's type."""

    def __init__(self, text: str, fault: str) -> None:
        self.text = text
        self.fault = fault
