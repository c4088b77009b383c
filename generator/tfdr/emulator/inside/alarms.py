"""CloudWatch's alarms in the emulated AWS: what state they come to when a minute has passed.

They are evaluated at the end of each. An alarm sees as many periods as it evaluates and, as
CloudWatch does, a few more where data are missing. Of an alarm on an expression, each metric is
brought to a figure for each period first; one with an expression that is not known stays as it is.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from moto.cloudwatch.models import Statistics, cloudwatch_backends

from tfdr.emulator.inside.alarm_rule import holds
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.memory import keep
from tfdr.emulator.inside.metric_math import BadExpression, evaluate
from tfdr.emulator.inside.simulation import BEGINS, simulation
from tfdr.emulator.protocol import ACCOUNT_ID

_Key = tuple[str, str, frozenset[tuple[str, str]]]
_Minute = dict[_Key, list[Any]]

_KEPT = 24 * 60
_EXTRA_PERIODS = 2
_STATISTICS = ("Average", "Maximum", "Minimum", "SampleCount", "Sum")

_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}


@dataclass(frozen=True)
class StateChange:
    """An alarm that went to another state.

    Attributes:
        alarm: the alarm, as moto has it.
        region: of the alarm.
        before: its state before.
        before_reason: why it was in that.
        reason: why it is in its state now.
    """

    alarm: Any
    region: str
    before: str
    before_reason: str
    reason: str

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "alarm": self.alarm.name,
            "region": self.region,
            "from": self.before,
            "to": self.alarm.state_value,
            "reason": self.reason,
        }


class History:
    """The data of one region, by the minute that they are of."""

    def __init__(self) -> None:
        self._minutes: dict[int, _Minute] = {}
        self._read = 0

    def add(self, data: list[Any]) -> None:
        """Take what was put since; what is of an earlier minute counts for that one."""
        for datum in data[self._read :]:
            minute = self._minutes.setdefault(_minute_of(datum.timestamp), defaultdict(list))
            minute[_key(datum.namespace, datum.name, datum.dimensions)].append(datum)
        self._read = len(data)
        for old in [each for each in self._minutes if each < simulation.minute - _KEPT]:
            del self._minutes[old]

    def periods(self, key: _Key, minutes: int, count: int) -> list[list[Any]]:
        """Return the data of a metric in the last so many periods, the latest first."""
        last = simulation.minute
        by_minute = [
            self._minutes.get(last - ago, {}).get(key, []) for ago in range(minutes * count)
        ]
        return [
            [datum for each in by_minute[start : start + minutes] for datum in each]
            for start in range(0, minutes * count, minutes)
        ]


_histories: dict[str, History] = keep("histories of alarms", {})


def _minute_of(time: datetime) -> int:
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return int((aware.timestamp() - BEGINS) // 60)


def evaluate_metric_alarms(namespaces: Callable[[str], bool]) -> list[StateChange]:
    """Evaluate the alarms on metrics of some namespaces, in all living regions.

    Args:
        namespaces: says of a namespace whether its alarms are evaluated now.
    """
    changes: list[StateChange] = []
    for region, backend in _regions():
        history = _histories.setdefault(region, History())
        history.add(backend.metric_data)
        for alarm in list(backend.alarms.values()):
            if alarm.rule or not namespaces(_namespace(alarm)):
                continue
            try:
                state, reason = _judged(alarm, history)
            except BadExpression:
                continue
            changes += _changed(alarm, region, state, reason)
    return changes


def evaluate_composite_alarms() -> list[StateChange]:
    """Evaluate the composite alarms of all living regions until none changes any more."""
    changes: list[StateChange] = []
    for region, backend in _regions():
        composite = [alarm for alarm in backend.alarms.values() if alarm.rule]
        for _ in range(1 + len(composite)):  # one may be part of another
            changed = [
                change
                for alarm in composite
                for change in _changed(alarm, region, *_judged_by_rule(alarm, backend))
            ]
            changes += changed
            if not changed:
                break
    return changes


def _namespace(alarm: Any) -> str:
    """Return the namespace of an alarm's metric, or of the first of several."""
    if not alarm.metric_data_queries:
        return str(alarm.namespace)
    stats = [each.metric_stat for each in alarm.metric_data_queries if each.metric_stat]
    return str(stats[0].metric.namespace) if stats else ""


def _data(alarm: Any, history: History, count: int) -> list[float | None]:
    """Return the figures of the last so many periods, the latest first."""
    if not alarm.metric_data_queries:
        key = _key(alarm.namespace, alarm.metric_name, alarm.dimensions)
        return _figures(
            history, key, alarm.period, count, alarm.statistic, alarm.extended_statistic
        )
    series: dict[str, list[float | None]] = {}
    for query in alarm.metric_data_queries:
        if stat := query.metric_stat:
            key = _key(stat.metric.namespace, stat.metric.metric_name, stat.metric.dimensions)
            is_named = stat.stat in _STATISTICS
            named, extended = (stat.stat, None) if is_named else (None, stat.stat)
            series[query.id] = _figures(history, key, stat.period, count, named, extended)
    last: list[float | None] = [None] * count
    for query in alarm.metric_data_queries:
        if query.expression:
            series[query.id] = evaluate(query.expression, series)
        if str(query.return_data).lower() == "true":
            last = series[query.id]
    return last


def _figures(
    history: History, key: _Key, period: Any, count: int, statistic: Any, extended: Any
) -> list[float | None]:
    minutes = max(1, math.ceil(int(period) / 60))
    return [_statistic(statistic, extended, each) for each in history.periods(key, minutes, count)]


def _judged(alarm: Any, history: History) -> tuple[str, str]:
    wanted = int(alarm.evaluation_periods)
    data = _data(alarm, history, wanted + _EXTRA_PERIODS)
    found = [value for value in data if value is not None][:wanted]
    compare = _COMPARISONS[alarm.comparison_operator]
    breaching = sum(compare(value, float(alarm.threshold)) for value in found)
    needed = int(alarm.datapoints_to_alarm or wanted)
    state = _state(
        alarm.treat_missing_data or "missing",
        alarm.state_value,
        breaching=breaching,
        fine=len(found) - breaching,
        missing=wanted - len(found),
        needed=needed,
    )
    reason = f"{breaching} of {len(found)} datapoints {found} were beyond {alarm.threshold}"
    return state, f"Threshold Crossed: {reason}" if state == "ALARM" else reason


def _state(
    treatment: str, now: str, *, breaching: int, fine: int, missing: int, needed: int
) -> str:
    """Return the state of an alarm, as CloudWatch's table of missing data has it."""
    if treatment == "breaching":
        breaching += missing
    if breaching >= needed:
        return "ALARM"
    if treatment in ("breaching", "notBreaching") or fine:
        return "OK"
    if treatment == "ignore":
        return now
    return "ALARM" if breaching else "INSUFFICIENT_DATA"


def _statistic(statistic: Any, extended: Any, data: list[Any]) -> float | None:
    if not data:
        return None
    if extended:
        values = sorted(datum.value for datum in data if hasattr(datum, "value"))
        share = float(extended.lstrip("p")) / 100
        return float(values[max(0, math.ceil(share * len(values)) - 1)]) if values else None
    statistics = Statistics([statistic], data[0].timestamp)
    statistics.metric_data = data
    value = statistics.get_statistics_for_type(statistic)
    return None if value is None else float(value)


def _judged_by_rule(alarm: Any, backend: Any) -> tuple[str, str]:
    seen: dict[str, str] = {}

    def state_of(name: str) -> str:
        for other in backend.alarms.values():
            if name in (other.name, other.alarm_arn):
                seen[other.name] = other.state_value
                return str(other.state_value)
        return "INSUFFICIENT_DATA"

    state = "ALARM" if holds(alarm.rule, state_of) else "OK"
    return state, f"{alarm.rule}: {', '.join(f'{n} is {s}' for n, s in seen.items())}"


def _changed(alarm: Any, region: str, state: str, reason: str) -> Iterable[StateChange]:
    if state == alarm.state_value:
        return []
    before, before_reason = alarm.state_value, alarm.state_reason
    alarm.update_state(reason, "{}", state)
    return [StateChange(alarm, region, before, before_reason, reason)]


def _key(namespace: str, name: str, dimensions: Iterable[Any]) -> _Key:
    return namespace, name, frozenset((each.name, each.value) for each in dimensions)


def _regions() -> list[tuple[str, Any]]:
    found = list(cloudwatch_backends[ACCOUNT_ID].items())
    return [(region, backend) for region, backend in found if faults.lives(region)]
