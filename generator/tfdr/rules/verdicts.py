"""What a rule says of one resource: it holds, it does not, or that cannot be known."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tfdr import hcl
from tfdr.evaluate import Body, Statement, System, Truth

PASS: Final = "PASS"  # noqa: S105
FAIL: Final = "FAIL"
UNKNOWN: Final = "UNKNOWN"
_OUTCOMES: Final = {True: PASS, False: FAIL, None: UNKNOWN}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One judgement.

    Attributes:
        outcome: PASS, FAIL or UNKNOWN.
        address: of the resource; empty when it is about the whole system.
        file: where to look; the root's directory when it is about the whole system.
        line: counted from 1; 0 when it is about no line.
        message: what is wrong, as a sentence about the resource; for UNKNOWN, what would have
            to be known.
        fix: what would be right here, when that says more than the rule's own.
        block: the resource's, for waivers in it.
        is_recovery: whether it is about a system that recovers; where not, it is told in the
            profile `all` only, as a rule of which nothing is.
    """

    outcome: str
    address: str
    file: Path
    line: int
    message: str = ""
    fix: str = ""
    block: hcl.Block | None = None
    is_recovery: bool = True

    @property
    def is_open(self) -> bool:
        """Whether a person could say what is not known: the value of a variable, or a region."""
        return self.outcome == UNKNOWN and _SAYABLE.search(self.message) is not None


_SAYABLE: Final = re.compile(r"\bvar\.|\bregions? of\b|^the rule itself")


def judge(
    body: Body,
    holds: Truth,
    message: str,
    at: str | Statement = "",
    *,
    fix: str = "",
    unknown: Iterable[str] = (),
    is_recovery: bool = True,
) -> Verdict:
    """A verdict about a resource or a block in it.

    Args:
        body: what it is about.
        holds: whether all is well; None when that cannot be known.
        message: what is wrong if it is not, such as "has no retention".
        at: the attribute or block to look at, as in `get`; or the statement of a policy.
        fix: what would be right here, when that says more than the rule's own.
        unknown: what would have to be known, when it is more than the attribute.
        is_recovery: whether it is about a system that recovers.
    """
    file, line = body.file, body.line_of(at) if isinstance(at, str) and at else body.line
    if isinstance(at, Statement):
        file, line = at.file, at.line
    elif at:
        unknown = (*unknown, *body.unknowns(at))
    if holds is None:
        message = _depends(unknown) or f"cannot be known without a plan: {message}"
    return Verdict(
        _OUTCOMES[holds],
        body.address,
        file,
        line,
        "" if holds else message,
        fix if holds is False else "",
        body.owner.block,
        is_recovery,
    )


def judge_all(
    system: System, holds: Truth, message: str, *, fix: str = "", unknown: Iterable[str] = ()
) -> Verdict:
    """A verdict about the whole system, such as that something is missing from it.

    Args:
        system: what it is about.
        holds: whether all is well; None when that cannot be known.
        message: what is wrong if it is not, such as "no dashboard shows all regions".
        fix: what would be right here, when that says more than the rule's own.
        unknown: what would have to be known.
    """
    if holds is None:
        message = _depends(unknown) or f"cannot be known without a plan: {message}"
    outcome = _OUTCOMES[holds]
    return Verdict(outcome, "", system.directory, 0, "" if holds else message, fix)


def judge_place(
    holds: Truth, address: str, file: Path, line: int, message: str, *, unknown: Iterable[str] = ()
) -> Verdict:
    """A verdict about something that is no resource, such as a backend.

    Args:
        holds: whether all is well; None when that cannot be known.
        address: what it is called, such as `terraform.backend` or `var.suffix`.
        file: the file that it is in.
        line: the line there.
        message: what is wrong if it is not.
        unknown: what would have to be known.
    """
    if holds is None:
        message = _depends(unknown) or f"cannot be known without a plan: {message}"
    return Verdict(_OUTCOMES[holds], address, file, line, "" if holds else message)


def _depends(sources: Iterable[str]) -> str:
    names = list(dict.fromkeys(sources))
    if not names:
        return ""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"depends on {', '.join(names[:3])}{more}"
