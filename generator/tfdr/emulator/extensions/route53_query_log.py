"""Route 53: logging who asks for which name.

moto 5.2.5 takes the ARN of a log group only with `:*` behind it, looks for the group among the
first fifty, and does not ask whether Route 53 may write to it.
"""

from typing import Any

from moto.logs.models import logs_backends
from moto.route53.exceptions import NoSuchCloudWatchLogsLogGroup, Route53ClientError
from moto.route53.models import QueryLoggingConfig, Route53Backend

from tfdr.emulator.extensions.teach import Original, replaces, teaches
from tfdr.emulator.inside.iam import reach

_REGION = "us-east-1"  # the only one that Route 53 writes to


@teaches(Route53Backend)
class QueryLogs:
    """Query logs to the group that is named, where Route 53 is let in."""

    @replaces
    def create_query_logging_config(
        self: Any, original: Original, hosted_zone_id: str, log_group_arn: str
    ) -> QueryLoggingConfig:
        logs = logs_backends[self.account_id][_REGION]
        groups = {group.arn: group for group in logs.groups.values()}
        arn = log_group_arn.removesuffix(":*")
        if arn not in groups:
            raise NoSuchCloudWatchLogsLogGroup
        zone = f"arn:aws:route53:::hostedzone/{hosted_zone_id.rpartition('/')[2]}"
        if reach.log_group("route53.amazonaws.com", zone, arn):
            raise Route53ClientError(
                "InsufficientCloudWatchLogsResourcePolicy",
                "The resource policy that you're using for Route 53 query logging doesn't grant "
                "Route 53 sufficient permission to create a log stream in the log group.",
            )
        every = logs.groups
        logs.groups = {groups[arn].name: groups[arn]}  # what moto finds on its first page
        try:
            config = original(hosted_zone_id, f"{arn}:*")
        finally:
            logs.groups = every
        config.cloud_watch_logs_log_group_arn = log_group_arn
        return config
