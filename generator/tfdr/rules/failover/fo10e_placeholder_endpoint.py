"""FO10E: what clients are led to is no placeholder."""

import re
from collections.abc import Iterator
from typing import Final

from tfdr.aws.route53 import record_named
from tfdr.evaluate import Body, Resource, System, Text, known_text, plain
from tfdr.evaluate.functions import elements
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True, tells_doubt=False)

_WORDS: Final = (
    r"\.invalid\.?$|placeholder|change-?me|replace-?me|(^|\.)your-?(domain|company|site)\."
)
# Reserved for documentation, or words that are to be replaced.
_EXAMPLE: Final = re.compile(
    rf"{_WORDS}|(^|\.)example\.(com|org|net)\.?$|\.example\.?$"
    r"|^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$",
    re.IGNORECASE,
)
# A system's own name may be an example's until somebody gives it another one.
_UNNAMED: Final = re.compile(_WORDS, re.IGNORECASE)


def check(system: System) -> Iterator[Verdict]:
    """Each origin, health check and routed record."""
    for distribution in system.resources("aws_cloudfront_distribution"):
        if distribution.has("aliases") is not False:
            yield _judged_own(distribution, "aliases")
        if _answers(distribution):
            yield judge(distribution, True, "")
            continue
        for origin in distribution.blocks("origin"):
            yield _judged(origin, "domain_name")
    for each in system.resources("aws_route53_health_check"):
        for name in ("fqdn", "ip_address"):
            if each.has(name) is not False:
                is_made = record_named(system, each.get(name)) is not None
                yield _judged(each, name, is_made=is_made)
    named: set[str | None] = set()
    for record in system.resources("aws_route53_record"):
        if record.blocks("failover_routing_policy") and record.has("records") is not False:
            yield _judged(record, "records")
        if record.blocks("failover_routing_policy") and record.text("name") not in named:
            named.add(record.text("name"))  # each name once, of however many records
            yield _judged_own(record, "name")


def _answers(distribution: Resource) -> bool:
    """Whether code at the edge may answer every request, as one that only redirects does."""
    behaviors = distribution.blocks("default_cache_behavior")
    kinds = ("function_association", "lambda_function_association")
    return any(each.blocks(kind) for each in behaviors for kind in kinds)


def _judged(body: Body, name: str, *, is_made: bool = False) -> Verdict:
    if is_made:
        return judge(body, True, "", name)
    found = _wrong(body, name, _EXAMPLE)
    # What AWS names, or another resource does, is no placeholder.
    holds = False if found else None if _is_of_variable(body, name) else True
    return judge(body, holds, f"leads to {found}, which answers nobody", name)


def _judged_own(body: Body, name: str) -> Verdict:
    """A name that clients are to use: one that a variable gives is whatever its owner says."""
    found = _wrong(body, name, _UNNAMED)
    return judge(body, not found, f"leads to {found}, which answers nobody", name)


def _wrong(body: Body, name: str, pattern: re.Pattern[str]) -> str:
    """The first of some names that a pattern is in; empty without one."""
    value = plain(body.get(name))
    values = elements(value) if isinstance(value, list) else [value]
    texts = [str(each) if isinstance(each, Text) else known_text(each) for each in values]
    return next((each for each in texts if each and pattern.search(each)), "")


def _is_of_variable(body: Body, name: str) -> bool:
    return any(each.startswith("var.") for each in body.unknowns(name))
