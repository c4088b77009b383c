"""Encryption in transit."""

from collections.abc import Iterator

from tfdr.aws.buckets import denies_plain_http
from tfdr.aws.databases import requires_tls
from tfdr.controls.catalogue import Numbers
from tfdr.evaluate import Resource, System, Truth
from tfdr.evaluate.presence import any_block
from tfdr.rules import Verdict, judge
from tfdr.rules.secure import sec07a_listener_tls


def bucket_tls(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each bucket's policy."""
    for policy in system.resources("aws_s3_bucket_policy"):
        message = "does not deny requests without TLS"
        unknown = policy.policy("policy").missing
        yield judge(policy, denies_plain_http(policy), message, "policy", unknown=unknown)


def database_tls(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each cluster's parameters, and each proxy."""
    for group in system.resources("aws_rds_cluster_parameter_group"):
        holds = any_block(group.blocks("parameter"), requires_tls)
        yield judge(group, holds, "takes connections without TLS", "parameter")
    for proxy in system.resources("aws_db_proxy"):
        required = proxy.is_true("require_tls")
        yield judge(proxy, required, "takes connections without TLS", "require_tls")


def listener_tls(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each listener, and each domain name of an API."""
    yield from sec07a_listener_tls.check(system)
    for name in system.resources("aws_apigatewayv2_domain_name"):
        yield judge(name, _is_current(name), "takes older versions of TLS than 1.2", _POLICY)


_POLICY = "domain_name_configuration.security_policy"


def _is_current(name: Resource) -> Truth:
    return name.equals(_POLICY, "TLS_1_2")
