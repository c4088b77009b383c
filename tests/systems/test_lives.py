"""Each preset is generated whole, validated, applied, planned again and destroyed."""

from pathlib import Path

import pytest
from tfdr.drill.scenarios import outage
from tfdr.emulator.client.gaps import unexplained

from tests.emulated.breaks import noticed, unnoticed
from tests.emulated.calls import in_code, recorded
from tests.emulated.requirements import REQUIREMENTS, unprotected_against
from tests.results import resources_in
from tests.support import snapshot
from tests.systems.lifecycle import Life, staged
from tests.systems.page import rows_of
from tests.systems.raised import changes, plan_at

pytestmark = [pytest.mark.long(pool="lives", by="life"), pytest.mark.timeout(2400)]


def test_terraform_validates_it(life: Life) -> None:
    assert life.invalid == []


def test_a_second_plan_changes_nothing(life: Life) -> None:
    assert unexplained(life.second.shown) == []


def test_the_generated_repository_was_not_touched(life: Life) -> None:
    assert snapshot(life.repository) == life.as_generated


@pytest.mark.parametrize("identity", REQUIREMENTS)
def test_requirement_holds_and_a_violation_is_noticed(life: Life, identity: str) -> None:
    assert list(REQUIREMENTS[identity](life.system)) == []
    assert unnoticed(life.system, identity) == []
    life.broken += [f"{identity}: {what}" for what in noticed(life.system, identity)]


def test_protection_follows_the_answer(life: Life) -> None:
    """DAT09"""
    assert list(unprotected_against(life.is_protected)(life.system)) == []
    assert list(unprotected_against(not life.is_protected)(life.system)) != []


def test_every_output_has_a_value(life: Life) -> None:
    """CMP05"""
    assert {name for name, value in life.deployment.outputs().items() if value is None} == set()


@pytest.mark.parametrize("life", ["active-passive"], indirect=True)
def test_a_higher_level_replaces_nothing(life: Life, tmp_path: Path) -> None:
    """The preset is at baseline, and has everything that holds data."""
    plan = plan_at(life, "pci-dss", tmp_path)

    assert changes(plan, "delete", "create") == set()
    # One filter for the trail's alarm becomes fifteen.
    assert changes(plan, "delete") <= {
        "aws_cloudwatch_log_metric_filter",
        "aws_cloudwatch_metric_alarm",
    }
    assert "aws_wafv2_web_acl" in changes(plan, "create")
    assert "aws_cloudtrail" in changes(plan, "update")


def test_it_survives_the_loss_of_its_primary_region(life: Life) -> None:
    """FO03 to FO09"""
    stage = staged(life.deployment)
    outage.play(stage)
    assert [entry for entry in stage.timeline.entries if entry.holds is not None]
    assert stage.timeline.broken == []


def test_aws_has_no_objection(life: Life) -> None:
    """To any request of Terraform or of a function, nor to what services send each other."""
    emulator = life.deployment.emulator
    assert len(emulator.deliveries()["kinds"]) > 8, "the oracles are blind"
    assert emulator.violations() == []


def test_functions_call_what_their_code_says(life: Life) -> None:
    called = recorded(life.deployment.emulator.calls())
    assert called.keys() >= {"failover", "validator"}
    for function, seen in called.items():
        assert seen <= in_code(function), function


def test_destroy_leaves_nothing(life: Life) -> None:
    """DAT09. The last one: what is left afterwards is nothing."""
    there = life.deployment.emulator.inventory()
    assert len(there) > 20, "the inventory is blind"
    life.destroy()
    assert life.left == {}
    assert life.deployment.emulator.violations() == []


def test_the_page_has_the_number_of_resources(life: Life) -> None:
    """`make systems` writes the page from what these tests measured."""
    assert rows_of()[life.preset]["resources"] == str(resources_in(life.first))
