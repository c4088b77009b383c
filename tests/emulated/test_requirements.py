"""The applied system meets its requirements, and each check would notice if it did not."""

import copy
from typing import Any

import pytest

from tests.emulated.requirements import REQUIREMENTS, Resource, System, unprotected_against

pytestmark = pytest.mark.long

# What is broken in a copy of the state, by requirement: a type, an argument and its new value.
# `None` for the argument takes the resources of that type away.
BREAKS: dict[str, tuple[str, str | None, Any]] = {
    "NAM01": ("aws_sqs_queue", "name", "trading-rotation-dead-letters"),
    "NAM02": ("aws_s3_bucket", "bucket", "trading-data"),
    "NAM04": ("aws_ecs_cluster", "tags_all", {"Project": "trading"}),
    "NAM05": ("aws_kms_alias", None, None),
    "SEC02": (
        "aws_iam_role_policy",
        "policy",
        '{"Statement": [{"Effect": "Allow", "Action": ["s3:PutObject"], "Resource": "*"}]}',
    ),
    "SEC02-deputy": (
        "aws_sns_topic_policy",
        "policy",
        '{"Statement": [{"Effect": "Allow", "Action": "sns:Publish", "Resource": "arn:x",'
        ' "Principal": {"Service": "events.amazonaws.com"}}]}',
    ),
    "SEC03": ("aws_sns_topic", "kms_master_key_id", "alias/aws/sns"),
    "SEC04": ("aws_vpc_security_group_ingress_rule", "cidr_ipv4", "0.0.0.0/0"),
    "SEC05": ("aws_s3_bucket_lifecycle_configuration", None, None),
    "SEC07": ("aws_db_proxy", "require_tls", False),
    "SEC08": ("aws_vpc_endpoint", None, None),
    "NET01": ("aws_rds_cluster_instance", "publicly_accessible", True),
    "NET02": ("aws_vpc_peering_connection_accepter", None, None),
    "FO01": ("aws_route53_record", "health_check_id", ""),
    "FO02": ("aws_route53_health_check", "resource_path", "/"),
    "FO06": ("aws_lambda_function", "dead_letter_config", []),
    "OBS01": ("aws_cloudwatch_metric_alarm", "ok_actions", []),
    "OBS05": ("aws_cloudwatch_log_group", "retention_in_days", 0),
}


def broken(system: System, kind: str, argument: str | None, value: Any) -> System:
    """Return a copy of the system with every resource of a type broken or away."""
    changed = System()
    for resource in system:
        if resource.type != kind:
            changed.append(resource)
        elif argument is not None:
            values = copy.deepcopy(resource.values) | {argument: value}
            changed.append(Resource(resource.address, resource.type, values))
    return changed


def test_every_requirement_has_a_way_to_break_it() -> None:
    assert BREAKS.keys() == REQUIREMENTS.keys()


@pytest.mark.parametrize("identity", REQUIREMENTS)
def test_requirement_holds(identity: str, system: System) -> None:
    assert list(REQUIREMENTS[identity](system)) == []


@pytest.mark.parametrize("identity", REQUIREMENTS)
def test_breaking_a_requirement_is_noticed(identity: str, system: System) -> None:
    assert list(REQUIREMENTS[identity](broken(system, *BREAKS[identity]))) != []


@pytest.mark.parametrize("destruction", [True, False])
def test_protection_follows_the_answer(destruction: bool, system: System) -> None:
    """DAT09: the preset is production."""
    violations = list(unprotected_against(destruction)(system))
    assert (violations == []) is destruction
