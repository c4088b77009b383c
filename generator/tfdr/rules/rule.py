"""What a rule says about itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from tfdr.evaluate import System
from tfdr.rules.verdicts import Verdict

ERROR: Final = "error"
WARNING: Final = "warning"
INFO: Final = "info"
SEVERITIES: Final = (ERROR, WARNING, INFO)
"""From the worst to the least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule.

    Attributes:
        id: that of the line in the requirements which it shows to hold, with a letter where
            several rules do; `DR` and a number for a rule beyond them.
        title: what must hold, in one sentence without a full stop.
        severity: `ERROR` where a failover or the data is lost, `WARNING` where it is at risk,
            `INFO` where it is worth knowing.
        why: what happens otherwise, to whom.
        fix: what to do about it.
        source: where that is written: a URL, or the id of a requirement or control.
        fails: an example that fails, in HCL.
        passes: the same, put right.
        is_local: whether it judges each resource by itself, so that it can say that one fails
            even though some other file could not be read.
        family: the folder that it is in; filled in.
        check: its function; filled in. None for those that an earlier layer checks.
    """

    id: str
    title: str
    severity: str
    why: str
    fix: str
    source: str
    fails: str
    passes: str
    is_local: bool = False
    family: str = ""
    check: Callable[[System], Iterable[Verdict]] | None = None
