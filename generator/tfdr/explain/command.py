"""`tfdr explain SUBJECT`: which explanation is wanted."""

import argparse
from collections.abc import Callable
from typing import Final

from tfdr.errors import ExitCode, TfdrError
from tfdr.explain import objectives, rule
from tfdr.messages import nearest, shown

SUBJECTS: Final[dict[str, Callable[[argparse.Namespace], ExitCode]]] = {
    "objectives": objectives.explain,
}


def run(args: argparse.Namespace) -> ExitCode:
    """Explain a subject.

    Args:
        args: subject, and what the subject needs.

    Raises:
        TfdrError: there is no such subject, or the subject's own reasons.
    """
    if args.subject not in SUBJECTS:
        if rule.is_one(args.subject):
            return rule.explain(args)
        subject = nearest(args.subject[:100], SUBJECTS)
        near = [subject] if subject else rule.like(args.subject)
        right = (
            f"did you mean {' or '.join(near)}?"
            if near
            else f"there are: {', '.join(SUBJECTS)} and rules"
        )
        raise TfdrError(f"{shown(args.subject)} is nothing that can be explained: {right}")
    return SUBJECTS[args.subject](args)
