"""OBS06: a service that is traced is told where its daemon listens."""

import pytest
from tfdr import hcl

from tests.renders import rendered

ADDRESS = "AWS_XRAY_DAEMON_ADDRESS"


def told(preset: str, **answers: object) -> str:
    """Return what the application module tells the service."""
    module = hcl.read_module(rendered(preset, answers) / "modules/application")
    (block,) = module.of_kind("locals")
    return block.attributes["environment"].expression.text


@pytest.mark.parametrize("preset", ["trading-platform", "transaction-processing"])
def test_tasks_and_instances_are_told(preset: str) -> None:
    others = ["storage", "replication-time-control", "proxy"]
    assert f'{ADDRESS} = "127.0.0.1:2000"' in told(preset, services=[*others, "tracing"])
    assert ADDRESS not in told(preset, services=others)


def test_lambda_sets_it_itself_and_refuses_it_from_others() -> None:
    assert ADDRESS not in told("payment-processing")
