"""Alarms of CloudWatch: which metric each watches, and which topics they tell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tfdr.evaluate import (
    Body,
    Links,
    Region,
    Resource,
    Rest,
    System,
    Truth,
    Value,
    all_of,
    any_of,
    is_unknown,
    known_text,
    plain,
    sources,
)
from tfdr.evaluate.identity import means
from tfdr.evaluate.presence import gathered
from tfdr.evaluate.values import Fields

ACTIONS: Final = ("alarm_actions", "ok_actions", "insufficient_data_actions")
_ALARMS: Final = ("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm")


@dataclass(frozen=True, slots=True)
class Watch:
    """One metric that an alarm looks at.

    Attributes:
        body: the alarm, or the block `metric` in it.
    """

    alarm: Resource
    body: Body

    def is_of(self, namespace: str, metrics: frozenset[str]) -> Truth:
        """Whether it is one of these metrics."""
        return all_of(
            self.body.equals("namespace", namespace), self.body.equals("metric_name", *metrics)
        )

    def dimension(self, name: str) -> tuple[Truth, Value]:
        """Whether the metric has a dimension, and its value."""
        given = plain(self.body.get("dimensions"))
        if given is None:
            return False, None
        if not isinstance(given, Fields):
            return None, given
        if name in given:
            return True, given[name]
        return (None, given.rest) if given.rest is not None else (False, None)


@lru_cache(maxsize=2)
def watches(system: System) -> tuple[Watch, ...]:
    """The metrics of all alarms."""
    return tuple(
        each
        for alarm in system.resources("aws_cloudwatch_metric_alarm")
        for each in _metrics(alarm)
    )


def _metrics(alarm: Resource) -> Iterator[Watch]:
    queries = alarm.blocks("metric_query")
    if not queries:
        yield Watch(alarm, alarm)
    for query in queries:
        metrics = [] if query.maybe else query.blocks("metric")
        for body in metrics or [query]:  # without a metric: a query over many of them
            yield Watch(alarm, body)


@lru_cache(maxsize=2)
def _by_name(system: System) -> tuple[dict[tuple[str, str], list[Watch]], list[Watch]]:
    """What is watched by namespace and metric; apart, those of which that is not known."""
    named: dict[tuple[str, str], list[Watch]] = {}
    unclear: list[Watch] = []
    for watch in watches(system):
        namespace, metric = watch.body.text("namespace"), watch.body.text("metric_name")
        if namespace is None or metric is None:
            unclear.append(watch)
        else:
            named.setdefault((namespace, metric), []).append(watch)
    return named, unclear


def alarms_on(
    system: System,
    target: Resource,
    namespace: str,
    metrics: frozenset[str],
    dimensions: Mapping[str, tuple[str, ...]],
    *,
    region: Region | None = None,
    is_anywhere: bool = False,
) -> Links:
    """The alarms on some metrics of a resource.

    Args:
        system: where to look.
        target: what is watched.
        namespace: that of the metrics.
        metrics: their names, one of which is enough.
        dimensions: those of which one means the target, each with the attributes that it may be
            written as. Without any, every alarm on such a metric counts.
        region: where the metric is reported; the target's own if that is not said.
        is_anywhere: whether the alarm may be in any region.
    """
    where = region or target.region
    found: dict[Resource, Truth] = {}
    by_name, unclear = _by_name(system)
    for watch in (
        *(each for name in metrics for each in by_name.get((namespace, name), ())),
        *unclear,
    ):
        is_it = watch.is_of(namespace, metrics)
        if is_it is False:
            is_it = _queries(watch.alarm, namespace, metrics)
        elif dimensions:
            is_it = all_of(is_it, _is_about(watch, target, dimensions))
        if is_it is not False and not is_anywhere:
            is_it = all_of(is_it, watch.alarm.region.is_same(where))
        if found.get(watch.alarm) is not True:
            before = found.get(watch.alarm, False)
            found[watch.alarm] = any_of(before, is_it)
    return gathered(found)


def _is_about(watch: Watch, target: Resource, dimensions: Mapping[str, tuple[str, ...]]) -> Truth:
    results: list[Truth] = []
    for name, attributes in dimensions.items():
        is_there, value = watch.dimension(name)
        results.append(
            all_of(is_there, means(value, target, *attributes)) if is_there is not False else False
        )
    return any_of(*results)


def _queries(alarm: Resource, namespace: str, metrics: frozenset[str]) -> Truth:
    """Whether a query over all resources of a kind (SELECT ... FROM ...) asks for the metric."""
    for query in alarm.blocks("metric_query"):
        text = query.text("expression") or ""
        asks = any(f"({each})" in text.replace('"', "") for each in metrics)
        if text.lstrip().upper().startswith("SELECT") and namespace in text and asks:
            return None if "WHERE" in text.upper() else True
    return False


def acts(alarm: Resource, attribute: str) -> Truth:
    """Whether an alarm has actions of a kind."""
    actions = alarm.elements(attribute)
    if any(not isinstance(each, Rest) for each in actions):
        return True
    return None if actions else False


def unknown_about(links: Links) -> tuple[str, ...]:
    """What would have to be known of the alarms that may be meant."""
    found: dict[str, None] = {}
    for each in links.maybe:
        for name in ("dimensions", "namespace", "metric_name", "metric_query"):
            value = each.get(name)
            if is_unknown(value) or known_text(value) is None:
                found.update(dict.fromkeys(sources(value)))
    return tuple(found) or links.why


@lru_cache(maxsize=2)
def alarm_topics(system: System) -> dict[Resource, Resource]:
    """The topics that alarms notify, each with one of these alarms."""
    found: dict[Resource, Resource] = {}
    for alarm in system.resources(*_ALARMS):
        for attribute in ACTIONS:
            for topic in alarm.targets(attribute):
                if topic.type == "aws_sns_topic":
                    found.setdefault(topic, alarm)
    return found
