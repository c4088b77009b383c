"""Verdicts about alarms that several rules give."""

from collections.abc import Iterator

from tfdr.aws.alarms import unknown_about
from tfdr.evaluate import Body, Links, System
from tfdr.evaluate.presence import presence
from tfdr.evaluate.unseen import ALARM
from tfdr.rules.verdicts import Verdict, judge


def judge_watched(
    system: System,
    target: Body,
    alarms: Links,
    message: str,
    at: str = "",
    *,
    is_recovery: bool = True,
) -> Verdict:
    """A verdict about what alarms should watch.

    Args:
        system: where it is.
        target: what should be watched.
        alarms: those that do, and those that may.
        message: what is wrong without any.
        at: the attribute or block to look at.
        is_recovery: whether it is about a system that recovers.
    """
    exists, why = presence(system, alarms, ALARM)
    unknown = unknown_about(alarms) or why
    return judge(target, exists, message, at, unknown=unknown, is_recovery=is_recovery)


def judge_lateness(
    alarms: Links, metric: str, per_minute: int, most: float | None
) -> Iterator[Verdict]:
    """Verdicts about alarms on how late copies are: they go off before too much is lost.

    Args:
        alarms: they; only those with a threshold that is known are judged.
        metric: which of the metrics of these alarms counts.
        per_minute: how many of its units a minute has.
        most: minutes that may be lost; None where nothing says so.
    """
    for alarm in alarms:
        threshold = alarm.number("threshold")
        if most is not None and threshold is not None and alarm.equals("metric_name", metric):
            late = threshold / per_minute
            message = f"goes off when copies are {late:g} minutes late: {most:g} may be lost"
            yield judge(alarm, late <= most, message, "threshold")
