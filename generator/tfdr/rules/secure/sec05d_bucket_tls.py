"""SEC05D: buckets refuse what comes without TLS."""

from collections.abc import Iterator

from tfdr.evaluate import (
    Resource,
    Statement,
    System,
    Text,
    Truth,
    Value,
    all_of,
    any_of,
    known_text,
    plain,
)
from tfdr.evaluate.presence import held_by, unsure
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)


def check(system: System) -> Iterator[Verdict]:
    """Each bucket, by its policy."""
    for bucket in system.resources("aws_s3_bucket"):
        links = system.links(bucket, "aws_s3_bucket_policy", "bucket")
        holds = any_of(held_by(links, denies_plain_http), denies_plain_http(bucket))
        missing = [each for link in links for each in link.policy("policy").missing]
        unknown = (*missing, *unsure(links), *bucket.policy("policy").missing)
        message = "no policy of its denies requests without TLS"
        yield judge(bucket, holds, message, unknown=unknown)


def denies_plain_http(holder: Resource) -> Truth:
    """Whether a bucket's policy, or a bucket's own of former days, refuses requests without TLS."""
    policy = holder.policy("policy")
    found = any_of(*map(_refuses, policy.statements))
    return None if found is False and not policy.is_complete else found


def _refuses(statement: Statement) -> Truth:
    return all_of(
        False if statement.allows else None if statement.allows is None else True,
        any_of(*(_is(who, "*") for _, who in statement.principals)),
        statement.covers("s3:GetObject"),
        statement.covers("s3:PutObject"),
        any_of(*map(_is_for_objects, statement.resources)),
        any_of(*map(_is_for_plain, statement.conditions)),
    )


def _is_for_objects(resource: Value) -> Truth:
    inside = plain(resource)
    if isinstance(inside, str | Text):
        return (inside if isinstance(inside, str) else inside.suffix).endswith("*")
    return None if known_text(resource) is None and not hasattr(resource, "target") else False


def _is_for_plain(condition: tuple[str, str, list[Value]]) -> Truth:
    operator, key, values = condition
    if not operator.startswith("Bool") or key.lower() != "aws:securetransport":
        return False
    return any_of(*(_is(each, "false") for each in values))


def _is(value: Value, wanted: str) -> Truth:
    text = known_text(value)
    return None if text is None else text.lower() == wanted
