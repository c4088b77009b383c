"""What a rule is: code that judges, and a page that says what it wants and why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tfdr.evaluate import System
from tfdr.rules.page import FAILS, PASSES, Page, read
from tfdr.rules.verdicts import Verdict

ERROR: Final = "error"
WARNING: Final = "warning"
INFO: Final = "info"
SEVERITIES: Final = (ERROR, WARNING, INFO)
"""From the worst to the least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule.

    Its words are in its page, which is read when they are asked for.

    Attributes:
        severity: `ERROR` where a failover or the data is lost, `WARNING` where it is at risk,
            `INFO` where it is worth knowing.
        is_local: whether it judges each resource by itself, so that it can say that one fails
            even though some other file could not be read.
        of_root: whether it is about each root by itself, also where several are one system: its
            backend, documents, variables, outputs or tests.
        is_recovery: whether it is about a system that recovers. Others, about security, cost and
            how tfdr writes, count in the profile `all` only, the default for what tfdr generated.
        tells_doubt: whether what it cannot know is worth telling outside of that profile.
        said_by: the id of a rule about the whole system that says the same where it fails; then
            this one is told in that profile only.
        id: that of the line in the requirements which it shows to hold, with a letter where
            several rules do; `DR` and a number for a rule beyond them. It begins the name of the
            rule's file; filled in.
        family: the folder that it is in; filled in.
        file: that of its code; filled in.
        check: its function; filled in. None for those that an earlier layer checks.
    """

    severity: str
    is_local: bool = False
    of_root: bool = False
    is_recovery: bool = True
    tells_doubt: bool = True
    said_by: str = ""
    id: str = ""
    family: str = ""
    file: Path = Path()
    check: Callable[[System], Iterable[Verdict]] | None = None

    @property
    def page(self) -> Page:
        """What its page says."""
        return read(self.file.with_suffix(".md"))

    @property
    def title(self) -> str:
        """What must hold, in one sentence without a full stop."""
        return self.page.title

    @property
    def why(self) -> str:
        """What happens otherwise, to whom."""
        return self.page.why

    @property
    def fix(self) -> str:
        """What to do about it."""
        return self.page.fix

    @property
    def source(self) -> str:
        """Where that is written: a URL, or the id of a requirement or control."""
        return self.page.source

    @property
    def fails(self) -> str:
        """An example that fails, in HCL."""
        return self.page.first(FAILS).example()

    @property
    def passes(self) -> str:
        """The same, put right."""
        return self.page.first(PASSES).example()
