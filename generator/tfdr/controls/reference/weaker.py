"""Which change of an attribute is weaker for certain, whatever the resource."""

import re
from typing import Any, Final

from tfdr.evaluate import Truth, number

ON_BY_DEFAULT: Final = frozenset(
    {
        "actions_enabled",
        "auto_enable_controls",
        "enable",
        "enable_default_standards",
        "enable_dns_support",
        "enable_logging",
        "enabled",
        "ephemeral",
        "include_global_service_events",
        "include_management_events",
        "is_enabled",
        "start_replication",
    }
)
"""Switches that the provider turns on when nothing is said."""

OFF_BY_DEFAULT: Final = frozenset(
    {
        "allow_overwrite",
        "assign_public_ip",
        "associate_public_ip_address",
        "debug_logging",
        "disabled",
        "enable_execute_command",
        "force_delete",
        "force_destroy",
        "invert_healthcheck",
        "is_ipv6_enabled",
        "map_public_ip_on_launch",
        "privileged",
        "publicly_accessible",
        "skip_destroy",
        "skip_final_snapshot",
    }
)
"""Switches that change nothing when they are said to be off."""

WEAK: Final = frozenset(
    {
        "allow_http",
        "broadcast",
        "count",
        "delivery",
        "disabled",
        "governance",
        "ignore",
        "infrequent_access",
        "mutable",
        "none",
        "notbreaching",
        "off",
        "optional",
        "public-read",
        "public-read-write",
        "readonly",
        "reject",
        "suspended",
        "writeonly",
    }
)
"""Words that switch something off, or narrow what it sees."""

_AT_LEAST: Final = (
    "backup_retention_period", "cold_storage_after", "days", "delete_after", "desired_count",
    "max_capacity", "min_capacity", "min_retention_days", "min_size", "minimum_password_length",
    "noncurrent_days", "password_reuse_prevention", "recovery_period_in_days", "retention_in_days",
    "years",
)  # fmt: skip
_AT_MOST: Final = (
    "automatically_after_days", "datapoints_to_alarm", "evaluation_periods", "failure_threshold",
    "max_password_age", "max_session_duration", "maximum_event_age_in_seconds", "minutes",
    "request_interval", "rotation_period_in_days",
)  # fmt: skip
MORE_IS_FINE: Final = frozenset(
    {"alarm_actions", "enabled_cloudwatch_logs_exports", "insufficient_data_actions", "ok_actions"}
)
"""Lists of which it does no harm when more is in them."""

NARROWS: Final = frozenset(
    {
        "condition",
        "exclusion_by_resource_types",
        "field_selector",
        "filter",
        "filter_policy",
        "not_resources",
        "scope_down_statement",
        "suspended_state",
    }
)
"""Blocks and attributes that leave out more, the more of them there are."""

_BY_DEFAULT: Final = {"recovery_period_in_days": 35, "rotation_period_in_days": 365}
"""Numbers that AWS takes when none is said."""


EXACT: Final = frozenset(
    {
        "alarm_rule",
        "backup_vault_name",
        "comparison_operator",
        "dimensions",
        "extended_statistic",
        "function_name",
        "log_group_name",
        "metric_name",
        "namespace",
        "rule",
        "s3_bucket_name",
        "source_identifier",
        "statistic",
        "target_bucket",
        "topic_arn",
        "treat_missing_data",
        "value",
    }
)
"""What an alarm, a filter or a parameter is about: with another one, it is about another thing."""

_RATE: Final = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_MINUTES: Final = {"minute": 1, "hour": 60, "day": 24 * 60}
_WORD: Final = re.compile(r"[\w.*$-]+")


def holds(name: str, was: Any, now: Any, operator: str) -> Truth:
    """Whether what was changed is no weaker; None where that cannot be said.

    Args:
        name: the attribute.
        was: what was generated.
        now: what is there.
        operator: of an alarm, how its threshold is compared.
    """
    before, after = number(_BY_DEFAULT.get(name) if was is None else was), number(now)
    if before is not None and after is not None:
        return False if name in EXACT else _of_numbers(name, before, after, operator)
    if was is None and name in NARROWS:
        return False
    often, seldom = _minutes(was), _minutes(now)
    if often is not None and seldom is not None:
        return seldom <= often
    if was is None and after is not None and name in _AT_LEAST:
        return False  # it was kept for ever
    if isinstance(now, str) and (now == "*" or now.lower() in WEAK):
        return False
    if name in EXACT and isinstance(now, str):
        return False
    if name == "pattern" and isinstance(was, str) and isinstance(now, str):
        return _of_patterns(was, now)
    return None


def _minutes(said: Any) -> int | None:
    """How many minutes pass between two runs of a schedule."""
    found = _RATE.fullmatch(said) if isinstance(said, str) else None
    return None if found is None else int(found[1]) * _MINUTES[found[2]]


def _of_patterns(was: str, now: str) -> Truth:
    """Whether a filter on logs still finds all that it found."""
    lost = set(_WORD.findall(was)) - set(_WORD.findall(now))
    return False if lost or now.count("&&") > was.count("&&") else None


def _of_numbers(name: str, old: float, new: float, operator: str) -> Truth:
    if name == "threshold" and operator.startswith("GreaterThan"):
        return new <= old
    if name == "threshold" and operator.startswith("LessThan"):
        return new >= old
    if name in _AT_LEAST:
        return new >= old
    if name in _AT_MOST:
        return new <= old
    return None
