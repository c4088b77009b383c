"""The conversation of `tfdr new`: questions, a design that reaches the objectives, a review."""

from tfdr.new import designing
from tfdr.new.asking import Asker
from tfdr.new.prompts import Back
from tfdr.new.review import Review
from tfdr.new.sections import DESIGN, SHORT, in_sections
from tfdr.questionnaire.answers import Answers
from tfdr.questionnaire.draft import Draft
from tfdr.terminal import console


class Wizard:
    """Asks a person until the answers are complete, right and agreed to.

    Args:
        draft: what was given with the command; what is answered goes into it.
        dest: where the repository is written to, for messages.
        dry_run: whether nothing will be written.
    """

    def __init__(self, draft: Draft, dest: str, *, dry_run: bool = False) -> None:
        self._draft = draft
        self._asker = Asker(draft)
        self._review = Review(draft, self._asker, dest, dry_run=dry_run)
        self._asked: list[str] = []

    def run(self) -> Answers:
        """Ask, and return what was agreed to.

        Raises:
            BadAnswer: what was given with the command is wrong.
            Stopped: the person does not want it written.
            KeyboardInterrupt: the person pressed Ctrl-C.
        """
        self._draft.refuse_wrong()
        while True:
            while (name := self._next()) is not None:
                self._step(name)
            try:
                self._review.agree()
            except Back:
                self._go_back()
            else:
                return self._draft.answers()

    def _step(self, name: str) -> None:
        path = self._path()
        try:
            if name == DESIGN.names[0]:
                designing.choose(self._draft)
            else:
                other = self._asker.ask(name, f"question {path.index(name) + 1} of {len(path)}")
                if other:
                    self._asker.ask(other)
        except Back:
            self._go_back()
        else:
            self._asked.append(name)

    def _next(self) -> str | None:
        steps = self._path()
        if designing.wanted(self._draft):
            steps.append(DESIGN.names[0])
        return next((name for name in steps if name not in self._asked), None)

    def _path(self) -> list[str]:
        """The questions that are asked in any case, now that the others are as they are."""
        settled, questionnaire = self._draft.settled, self._draft.questionnaire
        names = in_sections(SHORT)
        if not set(names) <= questionnaire.questions.keys():
            names = [question.name for question in questionnaire.asked]  # another template
        else:
            names += [name for name in settled.open if name not in names]
        return [
            name for name in names if name in settled.values and not self._draft.was_given(name)
        ]

    def _go_back(self) -> None:
        if not self._asked:
            console.paragraph("This is the first question; Ctrl-C stops.", "dim")
            return
        name = self._asked.pop()
        for each in DESIGN.names if name == DESIGN.names[0] else (name,):
            self._asker.take_back(each)
