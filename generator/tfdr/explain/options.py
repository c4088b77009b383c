"""What `tfdr explain` is asked."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainOptions:
    """What to explain, and how.

    Attributes:
        subject: `account`, `objectives`, or the id of a rule.
        file: a file of answers, or a generated directory.
        preset: the name or the file of a preset.
        data: answers as KEY=VALUE.
        template: directory or git URL of another template.
        ref: tag, branch or commit of it.
        format: text or json.
        command: the command line, to be shown with more answers.
    """

    subject: str
    file: str | None = None
    preset: str | None = None
    data: Sequence[str] = ()
    template: str | None = None
    ref: str | None = None
    format: str = "text"
    command: Sequence[str] = ()
