"""What RDS does in the name of a role: proxies read passwords, instances are monitored."""

from collections.abc import Iterator
from typing import Any

from moto.rds.models import rds_backends

from tfdr.emulator.inside.iam import account, reach
from tfdr.emulator.oracles.deliveries.delivery import Delivery, sends
from tfdr.emulator.protocol import ACCOUNT_ID


@sends
def proxies() -> Iterator[Delivery]:
    """Proxies read the passwords of their users.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy-iam-setup.html
    """
    for region, backend in list(rds_backends[ACCOUNT_ID].items()):
        for proxy in list(backend.db_proxies.values()):
            for each in proxy.auth:
                if arn := each.get("SecretArn"):
                    needs = {"secretsmanager:GetSecretValue": arn}
                    why = reach.as_role(proxy.role_arn, "rds.amazonaws.com", needs)
                    secret = account.secret(arn, region)
                    key = account.key_of_secret(secret) if secret else None
                    if why is None and key is not None:
                        why = reach.role_through_key(
                            proxy.role_arn, str(key.arn), "secretsmanager", "kms:Decrypt"
                        )
                    yield Delivery("secret to proxy", proxy.arn, arn, why)


@sends
def readers() -> Iterator[Delivery]:
    """Proxies hand on what asks for readers to a reader.

    A cluster with one instance, which writes, has none: connections time out.
    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy-endpoints.html
    """
    for backend in list(rds_backends[ACCOUNT_ID].values()):
        for endpoint in list(getattr(backend, "db_proxy_endpoints", {}).values()):
            if endpoint.target_role != "READ_ONLY":
                continue
            for cluster in _clusters(backend, endpoint.db_proxy_name):
                writers = 1 if cluster.is_writer else 0
                why = None if len(cluster.members) > writers else "the cluster has no reader"
                yield Delivery(
                    "proxy to reader", endpoint.db_proxy_endpoint_arn, cluster.db_cluster_arn, why
                )


@sends
def monitoring() -> Iterator[Delivery]:
    """Enhanced monitoring writes to a log group of its own."""
    for region, backend in list(rds_backends[ACCOUNT_ID].items()):
        group = f"arn:aws:logs:{region}:{ACCOUNT_ID}:log-group:RDSOSMetrics"
        needs = {"logs:PutLogEvents": f"{group}:log-stream:any"}
        for each in list(backend.databases.values()):
            if role := getattr(each, "monitoring_role_arn", None):
                why = reach.as_role(role, "monitoring.rds.amazonaws.com", needs)
                yield Delivery("instance to metrics", each.db_instance_arn, group, why)


def _clusters(backend: Any, proxy: str) -> Iterator[Any]:
    for group in list(backend.db_proxies[proxy].proxy_target_groups.values()):
        for target in group.targets:
            found = backend.clusters.get(target.rds_resource_id)
            if found is not None:
                yield found
