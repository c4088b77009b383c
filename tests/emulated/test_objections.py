"""After all that was done to the trading platform: what AWS would have had against it."""

import pytest

from tests.emulated.calls import in_code, recorded
from tests.emulated.conftest import Cloud

pytestmark = pytest.mark.long

# What a system like this one never calls: another kind of compute or of database.
NOT_HERE = {
    "failover": {
        "autoscaling:describe_auto_scaling_groups",
        "autoscaling:update_auto_scaling_group",
        "lambda:delete_function_concurrency",
        "lambda:get_function_concurrency",
        "lambda:put_function_concurrency",
        "rds:modify_db_cluster",
        "rds:remove_from_global_cluster",
        "secretsmanager:describe_secret",
        "secretsmanager:get_secret_value",
        "secretsmanager:rotate_secret",
        "secretsmanager:stop_replication_to_replica",
    },
    "validator": {
        "autoscaling:describe_auto_scaling_groups",
        "autoscaling:describe_instance_refreshes",
        "dynamodb:describe_table",
        "dynamodb:get_item",
        "ec2:describe_instance_types",
        "lambda:get_function_concurrency",
        "lambda:get_function_configuration",
        "service-quotas:get_aws_default_service_quota",
    },
}


def test_aws_has_no_objection(cloud: Cloud) -> None:
    emulator = cloud.deployment.emulator
    assert len(emulator.deliveries()["kinds"]) > 10, "the oracles are blind"
    assert emulator.violations() == []


@pytest.mark.parametrize("function", ["failover", "validator", "rotation"])
def test_each_call_in_the_code_was_made_and_allowed(cloud: Cloud, function: str) -> None:
    """R41: the calls in the code, those that were recorded, and the policies."""
    seen = recorded(cloud.deployment.emulator.calls())[function]
    assert seen <= in_code(function)
    assert NOT_HERE.get(function, set()) <= in_code(function)
    assert in_code(function) - seen <= NOT_HERE.get(function, set())
