"""CloudWatch: composite alarms, what alarms begin with, and the newest data.

moto 5.2.5 has no PutCompositeAlarm, describes composite alarms to those who did not ask for them,
and takes tags of alarms away with nothing. It begins an alarm as OK, where AWS has no data yet,
and begins anew when an alarm is changed. It leaves the data of the current second out, and takes
a metric with more dimensions than were asked for. Its periods begin with the first figure that it
has, those of AWS with the clock's. A dashboard it finds only in the region that it was written in,
where those of AWS are the account's. How alarms are evaluated is in `alarms`.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from moto.cloudwatch.exceptions import ValidationError
from moto.cloudwatch.models import (
    Alarm,
    CloudWatchBackend,
    Dashboard,
    Statistics,
    cloudwatch_backends,
)
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult, EmptyResult

from tfdr.emulator.extensions.teach import Original, adds, replaces, teaches
from tfdr.emulator.inside import metrics
from tfdr.emulator.inside.alarm_rule import BadRule, alarms_in

INITIAL_STATE = "INSUFFICIENT_DATA"
_STATE = ("state_value", "state_reason", "state_reason_data", "state_updated_timestamp")
_SUPPRESSION = {
    "actions_suppressor": "ActionsSuppressor",
    "actions_suppressor_wait_period": "ActionsSuppressorWaitPeriod",
    "actions_suppressor_extension_period": "ActionsSuppressorExtensionPeriod",
}


@teaches(CloudWatchBackend)
class Alarms:
    """What alarms begin with, who needs them, and the newest data."""

    @replaces
    def put_metric_alarm(self: Any, original: Original, name: str, **settings: Any) -> Alarm:
        before = self.alarms.get(name)
        alarm = original(name=name, **settings)
        if before is None:
            alarm.state_value = INITIAL_STATE
        else:
            alarm.history = before.history
            for attribute in _STATE:
                setattr(alarm, attribute, getattr(before, attribute))
        return alarm

    @replaces
    def put_metric_data(
        self: Any, original: Original, namespace: str, metric_data: list[dict[str, Any]]
    ) -> None:
        if not metrics.is_kept(self.region_name, namespace, metric_data):
            original(namespace, metric_data)

    @replaces
    def delete_alarms(self: Any, original: Original, alarm_names: list[str]) -> None:
        gone = [self.alarms[name].alarm_arn for name in alarm_names if name in self.alarms]
        # AWS refuses to take an alarm away from under a composite alarm.
        for other in self.alarms.values():
            used = alarms_in(other.rule) if other.rule and other.name not in alarm_names else []
            if any(name in used for name in (*alarm_names, *gone)):
                raise ValidationError(f"An alarm of {alarm_names} is used by {other.name}.")
        original(alarm_names)
        for arn in gone:
            self.tagger.delete_all_tags_for_resource(arn)

    @replaces
    def get_metric_data(
        self: Any,
        original: Original,
        queries: Any,
        start_time: datetime,
        end_time: datetime,
        scan_by: str = "TimestampAscending",
    ) -> list[dict[str, Any]]:
        return original(queries, start_time, _whole_second(end_time), scan_by)

    @replaces
    def get_metric_statistics(
        self: Any,
        original: Original,
        namespace: str,
        metric_name: str,
        start_time: datetime,
        end_time: datetime,
        period: int,
        stats: list[str],
        dimensions: list[dict[str, str]],
        unit: str | None = None,
    ) -> list[Any]:
        found = original(namespace, metric_name, start_time, _whole_second(end_time), period, stats,
            dimensions, unit,
        )  # fmt: skip
        data = [one for each in found for one in each.metric_data if _are(one, dimensions)]
        return _by_period(data, period, stats)


@teaches(CloudWatchResponse)
class CompositeAlarms:
    """Composite alarms, for those who ask for them."""

    @adds
    def put_composite_alarm(self: Any) -> ActionResult:
        rule, name = self._get_param("AlarmRule"), self._get_param("AlarmName")
        try:
            mentioned = alarms_in(rule)
        except BadRule as error:
            raise ValidationError(str(error)) from error
        known = {key for each in self.cloudwatch_backend.alarms.values()
                 for key in (each.name, each.alarm_arn)}  # fmt: skip
        if missing := [each for each in mentioned if each not in known]:
            raise ValidationError(f"Could not find alarms {missing} in the alarm rule.")
        self.put_metric_alarm()
        alarm: Any = self.cloudwatch_backend.alarms[name]
        alarm.alarm_rule = rule
        for attribute, parameter in _SUPPRESSION.items():
            setattr(alarm, attribute, self._get_param(parameter))
        return EmptyResult()

    @replaces
    def describe_alarms(self: Any, original: Original) -> ActionResult:
        found: Any = original().result
        types = self._get_param("AlarmTypes") or ["MetricAlarm"]
        if "MetricAlarm" not in types:
            found["MetricAlarms"] = []
        if "CompositeAlarm" not in types:
            found["CompositeAlarms"] = []
        if state := self._get_param("StateValue"):
            for kind, alarms in found.items():
                found[kind] = [alarm for alarm in alarms if alarm.state_value == state]
        return ActionResult(found)


def _by_period(data: list[Any], period: int, stats: list[str]) -> list[Statistics]:
    """Return statistics by period, each of which begins when the clock says so."""
    found: dict[float, Statistics] = {}
    for one in data:
        seconds = one.timestamp.replace(tzinfo=UTC).timestamp()  # moto's times name no zone
        begins = seconds // period * period
        if begins not in found:
            at = datetime.fromtimestamp(begins, UTC).replace(tzinfo=one.timestamp.tzinfo)
            found[begins] = Statistics(stats, at, one.unit)
        found[begins].metric_data.append(one)
    return [found[each] for each in sorted(found)]


def _whole_second(time: datetime) -> datetime:
    return time + timedelta(seconds=1) if time.microsecond else time


def _are(datum: Any, dimensions: list[dict[str, str]]) -> bool:
    held = {each.name: each.value for each in datum.dimensions}
    return held == {each["Name"]: each["Value"] for each in dimensions or []}


@teaches(CloudWatchBackend)
class Dashboards:
    """Dashboards that every region shows, of which the last one that was written counts."""

    @replaces
    def put_dashboard(self: Any, original: Original, name: str, body: str) -> Dashboard:
        for backend in cloudwatch_backends[self.account_id].values():
            backend.dashboards.pop(name, None)
        written: Dashboard = original(name, body)
        return written

    @replaces
    def get_dashboard(self: Any, original: Original, dashboard: str) -> Dashboard | None:
        for backend in cloudwatch_backends[self.account_id].values():
            if dashboard in backend.dashboards:
                found: Dashboard = backend.dashboards[dashboard]
                return found
        nothing: Dashboard | None = original(dashboard)
        return nothing
