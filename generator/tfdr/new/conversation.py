"""Talking with a person at a terminal, so that no answer is lost however it ends."""

import contextlib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from tfdr.errors import TfdrError
from tfdr.new import commands
from tfdr.new.options import NewOptions
from tfdr.new.sections import PERSONAL
from tfdr.questionnaire import presets
from tfdr.questionnaire.answers import Answers, Given, from_file, from_flags
from tfdr.questionnaire.draft import Draft
from tfdr.questionnaire.questions import Questionnaire
from tfdr.terminal import console

OWN: Final = "my own answers"
KEYS: Final = "Enter goes on, Esc goes back, Ctrl-C stops and prints a command that resumes."


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


class Conversation:
    """Welcomes a person, asks, and keeps what was answered.

    Args:
        options: what the command was asked.
        questionnaire: the template's questions.
        root: the folder of the template.
    """

    def __init__(self, options: NewOptions, questionnaire: Questionnaire, root: Path) -> None:
        self._options = options
        self._questionnaire = questionnaire
        self._root = root
        self._preset = options.preset or ""
        self._draft: Draft | None = None

    def answers(self) -> Answers | None:
        """Ask until the answers are agreed to; None where the person wants nothing written.

        Raises:
            TfdrError: what was given with the command is wrong.
            KeyboardInterrupt: the person stopped.
        """
        from tfdr.new.review import Stopped  # here, since questionary takes long to import
        from tfdr.new.wizard import Wizard

        self._welcome()
        self._draft = Draft(self._questionnaire, self._places(), PERSONAL)
        wizard = Wizard(self._draft, self._options.dest, dry_run=self._options.dry_run)
        try:
            return wizard.run()
        except Stopped:
            console.say(f"Nothing was written. Go on with:\n  {self._resume()}")
            return None

    @contextlib.contextmanager
    def resumable(self) -> Iterator[None]:
        """Keep the answers in the message, however the work within ends early."""
        try:
            yield
        except (KeyboardInterrupt, EOFError) as error:
            raise Interrupted(self._resume()) from error
        except (TfdrError, OSError) as error:
            if not self._answered():
                raise
            code = getattr(error, "exit_code", TfdrError.exit_code)
            failed = TfdrError(f"{error}\nYour answers are kept in:\n  {self._resume()}")
            failed.exit_code = code
            raise failed from error

    def repeat(self) -> str:
        """Return the command that generates the same without questions."""
        return commands.repeating(self._options, self._preset, self._answered())

    def _resume(self) -> str:
        return commands.resuming(self._options, self._preset, self._answered())

    def _answered(self) -> Mapping[str, Any]:
        if self._draft is None:
            return {}
        values = self._draft.settled.values
        return {name: value for name, value in self._draft.chosen.items() if name in values}

    def _places(self) -> list[Given]:
        places = [from_flags(self._options.data)]
        if self._options.answers:
            places.append(from_file(Path(self._options.answers)))
        if self._preset:
            file = presets.find(self._root, self._preset)
            places.append(from_file(file, starting_point=True))
        return places

    def _welcome(self) -> None:
        from tfdr.new import prompts

        known = presets.available(self._root)
        console.heading("A new repository")
        console.paragraph(
            "tfdr writes Terraform for active-passive disaster recovery on AWS. It asks "
            "about ten questions. All other answers have defaults, which you can change before "
            "anything is written."
        )
        console.paragraph(KEYS, "dim")
        if self._preset or self._options.answers or self._options.data or not known:
            return
        console.out.print()
        console.paragraph(
            "A preset answers everything but what only you know. Each can be changed.", "dim"
        )
        lines = [prompts.Option(OWN, OWN)]
        lines += [prompts.Option(f"{each.name:<24}", each.name, each.audience) for each in known]
        with contextlib.suppress(prompts.Back):
            chosen = prompts.one("Start from:", lines, OWN)
            self._preset = "" if chosen == OWN else chosen
