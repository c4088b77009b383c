"""The ways in which a command can end other than well, each with its exit code."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the exit status of every `tfdr` command means."""

    OK = 0
    FINDINGS = 1
    BAD_INPUT = 2
    TOOL_MISSING = 3


class TfdrError(Exception):
    """An expected failure: its message is all that the user needs to see."""

    exit_code = ExitCode.BAD_INPUT


class BadAnswer(TfdrError):
    """An answer that is refused.

    Args:
        answer: the name of the answer.
        fault: what is wrong and what would be right, as one sentence.
    """

    def __init__(self, answer: str, fault: str) -> None:
        super().__init__(f"{answer}: {fault}")
        self.answer = answer
        self.fault = fault


class MissingAnswers(BadAnswer):
    """Answers that nobody gave and that have no default; its `answer` names all of them."""


class Refused(BadAnswer):
    """An answer of the right kind that the template's own validator refuses.

    Args:
        answer: the name of the answer.
        fault: what is wrong and what would be right, as one sentence.
        value: what was answered.
    """

    def __init__(self, answer: str, fault: str, value: object) -> None:
        super().__init__(answer, fault)
        self.value = value


class UnknownVersion(TfdrError):
    """A version that the template's repository does not have.

    Args:
        place: folder or URL of the template.
        version: what is not there, quoted.
    """

    def __init__(self, place: str, version: str) -> None:
        self.place = place
        self.version = version
        self.fault = f"{place} has no version {version}: it may never have been committed or pushed"
        super().__init__(f"{self.fault}; name one that is there with --ref")


class ToolMissing(TfdrError):
    """A program or a provider that the command needs is not on this machine."""

    exit_code = ExitCode.TOOL_MISSING
