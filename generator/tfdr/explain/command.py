"""`tfdr explain SUBJECT`: which explanation is wanted."""

from collections.abc import Callable
from typing import Final

from tfdr.errors import ExitCode, TfdrError
from tfdr.explain import account, objectives, rule
from tfdr.explain.options import ExplainOptions
from tfdr.messages import nearest, shown

SUBJECTS: Final[dict[str, Callable[[ExplainOptions], ExitCode]]] = {
    "account": account.explain,
    "objectives": objectives.explain,
}


def run(options: ExplainOptions) -> ExitCode:
    """Explain a subject.

    Raises:
        TfdrError: there is no such subject, or the subject's own reasons.
    """
    if options.subject not in SUBJECTS:
        if rule.is_one(options.subject):
            return rule.explain(options)
        subject = nearest(options.subject[:100], SUBJECTS)
        near = [subject] if subject else rule.like(options.subject)
        right = (
            f"did you mean {' or '.join(near)}?"
            if near
            else f"there are: {', '.join(SUBJECTS)} and rules"
        )
        raise TfdrError(f"{shown(options.subject)} is nothing that can be explained: {right}")
    return SUBJECTS[options.subject](options)
