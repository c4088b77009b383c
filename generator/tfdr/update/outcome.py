"""What an update did, or would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tfdr.questionnaire.answers import Answers, as_text
from tfdr.questionnaire.changes import Loss
from tfdr.rendering.recorded import Recorded
from tfdr.worktree import CONFLICT

UP_TO_DATE: Final = "up to date"
UPDATED: Final = "updated"
CONFLICTS: Final = "conflicts"


@dataclass(frozen=True, slots=True)
class Change:
    """An answer that is another one now.

    Attributes:
        answer: its name.
        before: its value until now.
        after: its new value.
    """

    answer: str
    before: Any
    after: Any

    def __str__(self) -> str:
        return f"{self.answer}: {as_text(self.before)} -> {as_text(self.after)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an update comes to.

    Attributes:
        folder: that was updated.
        before: where the template was, and its version.
        after: where it is, and its version.
        changes: answers that are others now.
        losses: what these destroy in a deployment.
        new: answers to questions that were not asked until now.
        dropped: names of answers that are not asked any more.
        files: what became of each file that is not as it was, by its name.
        notes: what to know about the template, in sentences.
        command: the command line, for one that goes on from here.
        is_dry: whether nothing was written.
    """

    folder: Path
    before: tuple[str, str]
    after: tuple[str, str]
    changes: Sequence[Change]
    losses: Sequence[Loss]
    new: dict[str, Any]
    dropped: Sequence[str]
    files: dict[str, str]
    notes: Sequence[str]
    command: Sequence[str]
    is_dry: bool

    def named(self, what: str) -> list[str]:
        """The files that something became of."""
        return [name for name, became in self.files.items() if became == what]

    @property
    def conflicts(self) -> list[str]:
        """The files in which a person has to settle something."""
        return self.named(CONFLICT)

    @property
    def verdict(self) -> str:
        """`up to date`, `updated` or `conflicts`."""
        return CONFLICTS if self.conflicts else UPDATED if self.files else UP_TO_DATE


def changes_of(recorded: Recorded, answers: Answers) -> list[Change]:
    """The answers that were given before, and are others now."""
    before = recorded.given.answers
    return [
        Change(name, before[name], value)
        for name, value in answers.given.items()
        if name in before and before[name] != value
    ]


def new_of(recorded: Recorded, answers: Answers) -> dict[str, Any]:
    """The answers to questions that had none before."""
    before = recorded.given.answers
    return {name: value for name, value in answers.settled.items() if name not in before}
