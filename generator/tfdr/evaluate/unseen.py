"""What modules that are not in the repository may make, as far as it is known which they are."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from tfdr.evaluate.elsewhere import Call
from tfdr.evaluate.system import System

ALARM: Final = "alarm"
RECORD: Final = "record"
SUBSCRIPTION: Final = "subscription"
COPY: Final = "copy"
DATABASE: Final = "database"

# Modules of the registry by namespace, and what those of them make whose name has a word.
_KNOWN: Final = re.compile(
    r"^(?:(?:app\.terraform\.io|registry\.terraform\.io|registry\.opentofu\.org)/)?"
    r"(?:terraform-aws-modules|aws-ia|grem11n|cloudposse)/([\w-]+)/aws(?://|$)"
)
_MAKES: Final = {
    ALARM: re.compile(r"alarm|monitor|cloudwatch|observab|alert|datadog|sns-topic|backup|budget"),
    RECORD: re.compile(r"route53|dns|alb|apigateway|acm|record|zone|hostname|cloudfront|vanity"),
    SUBSCRIPTION: re.compile(r"sns|notify|chatbot|alert|slack"),
    COPY: re.compile(r"s3|bucket|backup"),
    DATABASE: re.compile(r"rds|aurora|dynamodb|database|backup|docdb|documentdb"),
}


def unseen(system: System, *kinds: str) -> list[str]:
    """The addresses of calls that may make what is looked for.

    Args:
        system: where the calls are.
        kinds: `ALARM`, `RECORD` and the others; without any, all calls count.
    """
    return list(_may_make(system.calls_elsewhere, kinds))


def _may_make(calls: Iterable[Call], kinds: tuple[str, ...]) -> Iterator[str]:
    for call in calls:
        known = _KNOWN.match(call.source)
        if not kinds or known is None or any(_MAKES[kind].search(known[1]) for kind in kinds):
            yield call.address
