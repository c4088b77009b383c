"""What passwords clusters have, and whether proxies can sign in with theirs."""

import json
from collections.abc import Iterator
from typing import Any

from moto.rds.models import DBProxy
from moto.secretsmanager.models import secretsmanager_backends

from tfdr.emulator.inside.global_databases import is_well

_USABLE = ("available", "modifying", "maintenance", "backing-up")


def password_of(cluster: Any) -> str | None:
    """Return the password that a cluster takes."""
    password: str | None = vars(cluster).get("_master_user_password")
    return password


def targets(backend: Any, proxy: DBProxy) -> Iterator[dict[str, Any]]:
    """Yield the targets of a proxy as RDS describes them: clusters, and the instances of each."""
    for target in proxy.proxy_target_groups["default"].targets:
        tracked = backend.clusters.get(target.rds_resource_id)
        described = {
            "Endpoint": target.endpoint,
            "Port": target.port,
            "RdsResourceId": target.rds_resource_id,
            "Type": target.type,
        }
        if tracked is None:
            yield {**described, "TargetHealth": target.target_health}
            continue
        yield described
        writes = tracked.is_writer or not tracked.global_cluster_identifier
        for number, instance in enumerate(tracked.members):
            yield {
                "RdsResourceId": instance.db_instance_identifier,
                "TrackedClusterId": target.rds_resource_id,
                "Type": "RDS_INSTANCE",
                "Role": "READ_WRITE" if writes and number == 0 else "READ_ONLY",
                "TargetHealth": _health(tracked, proxy),
            }


def _health(cluster: Any, proxy: DBProxy) -> dict[str, str]:
    if cluster.status not in _USABLE or not is_well(cluster):
        return {
            "State": "UNAVAILABLE",
            "Reason": "UNREACHABLE",
            "Description": "DBProxy Target unavailable due to an internal error",
        }
    password = password_of(cluster)
    if password is not None and password not in _secrets(proxy):
        return {
            "State": "UNAVAILABLE",
            "Reason": "AUTH_FAILURE",
            "Description": "Proxy authentication with the database failed: password is wrong",
        }
    return {"State": "AVAILABLE"}


def _secrets(proxy: DBProxy) -> Iterator[str]:
    """Yield the passwords that a proxy finds in its secrets."""
    backend = secretsmanager_backends[proxy.account_id][proxy.region]
    for each in proxy.auth or []:
        arn = each.get("SecretArn", "")
        if arn not in backend.secrets:
            continue
        secret = backend.secrets[arn]
        version = secret.versions.get(secret.default_version_id or "") or {}
        yield json.loads(version.get("secret_string") or "{}").get("password", "")
