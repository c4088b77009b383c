"""What `tfdr update` is asked to do."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateOptions:
    """What to update, and to what.

    Attributes:
        directory: the one that was generated, as it was named.
        answers: a file of answers that change.
        data: answers that change, as KEY=VALUE, over the file.
        template: directory or git URL of the template; None for the recorded one.
        ref: tag, branch or commit of it; None for the latest release.
        allow_destroy: whether answers may change so that parts of a deployment are destroyed.
        defaults: whether nobody is asked what is new.
        dry_run: whether the directory stays as it is, and what would change is told.
        format: text or json.
        command: the command line, for one that goes on from here.
    """

    directory: str
    answers: str | None = None
    data: Sequence[str] = ()
    template: str | None = None
    ref: str | None = None
    allow_destroy: bool = False
    defaults: bool = False
    dry_run: bool = False
    format: str = "text"
    command: Sequence[str] = ()
