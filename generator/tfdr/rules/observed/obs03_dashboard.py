"""OBS03: one dashboard shows every region of the system."""

from collections.abc import Iterator

from tfdr.evaluate import (
    Fields,
    Json,
    Resource,
    System,
    Truth,
    Value,
    all_of,
    any_of,
    is_known,
    plain,
)
from tfdr.evaluate.values import leaves
from tfdr.rules import WARNING, Rule, Verdict, judge_all

RULE = Rule(severity=WARNING, is_recovery=False)


def check(system: System) -> Iterator[Verdict]:
    """The whole system, when it has several regions."""
    if system.is_multi_region and system.is_workload:
        dashboards = system.resources("aws_cloudwatch_dashboard")
        shown = any_of(*(_shows_all(each, system) for each in dashboards))
        unknown = [each.address for each in dashboards]
        yield judge_all(system, shown, "no dashboard shows all regions", unknown=unknown)


def _shows_all(dashboard: Resource, system: System) -> Truth:
    body = plain(dashboard.get("dashboard_body"))
    if not isinstance(body, Json):
        return None
    named = list(_regions(body.content))
    shown = {each for each in (named or leaves(body)) if isinstance(each, str)}
    codes = [region.code for region in system.working_regions]
    # A part that is not known may be what names a region.
    otherwise = False if all(map(is_known, named or [body])) else None
    return all_of(*((code in shown or otherwise) if code else None for code in codes))


def _regions(value: Value) -> Iterator[Value]:
    """What widgets name as their region."""
    inside = plain(value)
    if isinstance(inside, list):
        for each in inside:
            yield from _regions(each)
    elif isinstance(inside, Fields):
        for key, each in inside.items():
            if key == "region":
                yield plain(each)
            else:
                yield from _regions(each)
