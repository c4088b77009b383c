"""What the variable lets go of can be destroyed whole. Runs after every other test in here."""

import pytest

from tests.emulated.breaks import BREAKS, noticed
from tests.emulated.conftest import PRESET, Cloud
from tests.emulated.requirements import System
from tests.results import record, resources_in
from tests.systems.page import rows_of

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]

LET_GO = "deletion_protection=false"


def test_dat09_the_variable_lets_go_and_destroy_leaves_nothing(
    cloud: Cloud, system: System
) -> None:
    there = cloud.deployment.emulator.inventory()
    assert len(there) > 50, "the inventory is blind"
    cloud.deployment.apply(cloud.deployment.plan("let-go", LET_GO))
    cloud.deployment.destroy(LET_GO)
    left = cloud.deployment.emulator.inventory()
    record(
        PRESET, cloud.repository, cloud.deployment, cloud.first, cloud.second,
        invalid=cloud.invalid, left=left, broken=broken_in(system),
        remark="after it had grown by a third region",
    )  # fmt: skip
    assert left == {}


def broken_in(system: System) -> list[str]:
    """What test_requirements.py breaks, by requirement."""
    return [f"{identity}: {what}" for identity in BREAKS for what in noticed(system, identity)]


def test_the_page_has_the_number_of_resources(cloud: Cloud) -> None:
    """`make systems` writes the page from what these tests measured."""
    assert rows_of()[PRESET]["resources"] == str(resources_in(cloud.first))
