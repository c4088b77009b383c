"""What the variable lets go of can be destroyed whole. Runs after every other test in here."""

import pytest

from tests.emulated.conftest import Cloud

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]

LET_GO = "deletion_protection=false"


def test_dat09_the_variable_lets_go_and_destroy_leaves_nothing(cloud: Cloud) -> None:
    there = cloud.deployment.emulator.inventory()
    assert len(there) > 50, "the inventory is blind"
    cloud.deployment.apply(cloud.deployment.plan("let-go", LET_GO))
    cloud.deployment.destroy(LET_GO)
    assert cloud.deployment.emulator.inventory() == {}
