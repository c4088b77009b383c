"""The last step before anything is written: all answers, each of which can still be changed."""

from typing import Final

from tfdr.new import designing, prompts
from tfdr.new.asking import Asker
from tfdr.new.prompts import Back, Option
from tfdr.new.sections import CUSTOM, DESIGN, OTHERS, SHORT, heading, in_sections
from tfdr.questionnaire.answers import as_text
from tfdr.questionnaire.draft import Draft
from tfdr.terminal import console

WRITE: Final = "write"
CHANGE: Final = "change"
CUSTOMISE: Final = "customise"
STOP: Final = "stop"


class Stopped(Exception):
    """The person looked at the answers and did not want them written."""


class Review:
    """Shows the answers until the person agrees.

    Args:
        draft: the answers.
        asker: what asks when one of them is to be changed.
        dest: where the repository is written to, for messages.
        dry_run: whether nothing will be written.
    """

    def __init__(self, draft: Draft, asker: Asker, dest: str, *, dry_run: bool) -> None:
        self._draft = draft
        self._asker = asker
        self._agreeing = f"Show what would be written to {dest}" if dry_run else f"Write {dest}"

    def agree(self) -> None:
        """Return when the person agrees to answers that are complete and right.

        Raises:
            Back: the person wants to go on with the questions before.
            Stopped: the person does not want anything written.
        """
        while True:
            self._complete()
            self._show()
            wish = prompts.one("All questions are answered.", self._options(), WRITE)
            try:
                if wish == WRITE:
                    self._asker.confirm(self._asker.irreversible())
                    return
                if wish == STOP:
                    raise Stopped
                if wish == CHANGE:
                    self._change(self._which())
                else:
                    self._customise()
            except Back:
                continue

    def _options(self) -> list[Option]:
        others = len(self._draft.settled.values) - len(self._main())
        return [
            Option(self._agreeing, WRITE),
            Option("Change an answer", CHANGE),
            *([Option(f"Customise the other {others} answers", CUSTOMISE)] if others else []),
            Option("Stop, and keep the answers in a command", STOP),
        ]

    def _complete(self) -> None:
        """Ask whatever is still open or refused."""
        while names := [*self._draft.settled.open, *self._draft.settled.faults]:
            if fault := self._draft.settled.faults.get(names[0]):
                console.paragraph(f"{names[0]} {fault}", "red", indent="  ")
            self._change(names[0])

    def _main(self) -> list[str]:
        """The answers that are shown: those that everybody gives, and those that were changed."""
        values = self._draft.settled.values
        main = {*in_sections(SHORT), *DESIGN.names}
        if not main & values.keys():
            return list(values)
        return [name for name in values if name in main or name in self._draft.chosen]

    def _show(self) -> None:
        values = self._draft.settled.values
        console.heading("Review")
        width = max(map(len, self._main()))
        for name in self._main():
            console.paragraph(f"{name.ljust(width)}  {as_text(values[name])}")
        if line := designing.summary(self._draft):
            console.out.print()
            console.paragraph(line)
        console.out.print()

    def _which(self) -> str:
        asking, questions = self._draft.settled.asking, self._draft.questionnaire.questions
        options = [
            Option(f"{asking.label(questions[name])} ({name}): {as_text(value)}", name)
            for name, value in self._draft.settled.values.items()
        ]
        return str(prompts.one("Which answer?", options, search=True))

    def _change(self, name: str) -> None:
        if name in DESIGN.names and designing.possible(self._draft):
            designing.choose(self._draft)
        elif other := self._asker.ask(name):
            self._change(other)

    def _customise(self) -> None:
        asked: list[str] = []
        while left := [each for each in self._custom() if each not in asked]:
            path, name = self._custom(), left[0]
            try:
                other = self._asker.ask(name, f"question {path.index(name) + 1} of {len(path)}")
                if other:
                    self._change(other)
                asked.append(name)
            except Back:
                if not asked:
                    raise
                self._asker.take_back(asked.pop())

    def _custom(self) -> list[str]:
        values = self._draft.settled.values
        others = [name for name in values if heading(name) == OTHERS]
        return [name for name in [*in_sections(CUSTOM), *others] if name in values]
