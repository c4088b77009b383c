"""OBS07A: an alarm on a metric that AWS reports by resource names the resource."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.alarms import watches
from tfdr.evaluate import Fields, System, is_unknown, plain
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True)

# Of these namespaces AWS reports no metric without a dimension.
_BY_RESOURCE: Final = (
    "AWS/ApplicationELB",
    "AWS/CloudFront",
    "AWS/ECS",
    "AWS/EFS",
    "AWS/GlobalAccelerator",
    "AWS/NetworkELB",
    "AWS/Route53",
    "AWS/SQS",
)


def check(system: System) -> Iterator[Verdict]:
    """Each metric of such a namespace."""
    for watch in watches(system):
        body = watch.body
        if body.equals("namespace", *_BY_RESOURCE) and body.has("metric_name"):
            given = plain(body.get("dimensions"))
            named = isinstance(given, Fields) and (bool(given) or given.rest is not None)
            holds = True if named else None if is_unknown(given) else False
            message = f"watches {body.text('metric_name')} of no resource: there is no such metric"
            yield judge(watch.alarm, holds, message, unknown=body.unknowns("dimensions"))
