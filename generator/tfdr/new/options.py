"""What `tfdr new` is asked."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOptions:
    """What to generate, from what, and how.

    Attributes:
        dest: where to, as it was named.
        preset: the name or the file of a preset.
        answers: a file of answers, over the preset.
        data: answers as KEY=VALUE, over both.
        defaults: whether nobody is asked.
        dry_run: whether nothing is written.
        force: whether files of the same names are overwritten.
        template: directory or git URL of another template.
        ref: tag, branch or commit of it.
        format: text or json.
        command: the command line, for one that goes on from here.
    """

    dest: str
    preset: str | None = None
    answers: str | None = None
    data: Sequence[str] = ()
    defaults: bool = False
    dry_run: bool = False
    force: bool = False
    template: str | None = None
    ref: str | None = None
    format: str = "text"
    command: Sequence[str] = ()
