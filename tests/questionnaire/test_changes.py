"""What a change of answers destroys is said for each answer that can destroy something."""

from typing import Any

import pytest
from tfdr import facts
from tfdr.questionnaire.changes import losses, numbered

from tests.support import ROOT

DESTROYING: list[tuple[str, Any, Any, str]] = [
    ("project_name", "shop", "store", "everything, data included"),
    ("primary_region", "us-east-1", "us-east-2", "everything in the primary region"),
    ("dr_regions", ["us-west-2", "us-east-2"], ["us-west-2"], "the regions that are removed"),
    ("dr_regions", ["us-west-2"], ["us-east-2", "us-west-2"], "the regions that move"),
    ("dr_regions", ["us-west-2"], ["us-east-2"], "the regions that are removed"),
    ("dr_regions", ["us-west-2", "us-east-2"], ["us-east-2"], "those behind them"),
    (
        "vpc_cidrs",
        ["10.0.0.0/16", "10.1.0.0/16"],
        ["10.0.0.0/16", "10.2.0.0/16"],
        "the VPC of each",
    ),
    (
        "vpc_cidrs",
        ["10.0.0.0/16", "10.1.0.0/16"],
        ["10.1.0.0/16", "10.0.0.0/16"],
        "the VPC of each",
    ),
    ("engine", "aurora-mysql", "none", "the database in all regions"),
    ("services", ["sessions", "storage"], ["storage"], "the removed services"),
    ("compute", "ecs", "ec2", "the service in all regions"),
    ("domain_name", "a.example.org", "b.example.org", "records and certificates"),
    ("hosted_zone", "create", "existing", "the hosted zone"),
    ("hosted_zone", "existing", "create", "the records"),
    ("manage_account_services", True, False, "GuardDuty"),
    ("lock_mode", "compliance", "governance", "the promise that nobody can delete early"),
    ("compliance_level", "pci-dss", "hipaa", "the lock of the backup vaults"),
    ("compliance_level", "hipaa", "soc2", "the lock of the backup vaults"),
    ("compliance_level", "soc2", "baseline", "the lock of the trail's records"),
]
KEEPING: list[tuple[str, Any, Any]] = [
    ("dr_regions", ["us-west-2"], ["us-west-2", "us-east-2"]),
    ("vpc_cidrs", ["10.0.0.0/16"], ["10.0.0.0/16", "10.1.0.0/16"]),
    ("services", ["storage"], ["sessions", "storage"]),
    ("manage_account_services", False, True),
    ("rto_minutes", 30, 20),
    ("engine", "none", "none"),
    ("engine", "none", "aurora-mysql"),
    ("compute", "none", "ecs"),
    ("lock_mode", "governance", "compliance"),
    ("compliance_level", "hipaa", "pci-dss"),
    ("compliance_level", "soc2", "hipaa"),
]


@pytest.mark.parametrize(("answer", "old", "new", "what"), DESTROYING)
def test_an_answer_that_destroys_is_named(answer: str, old: Any, new: Any, what: str) -> None:
    found = losses({answer: old, "owner": "me"}, {answer: new, "owner": "you"})

    assert [each.answer for each in found] == [answer]
    assert what in str(found[0])


@pytest.mark.parametrize(("answer", "old", "new"), KEEPING)
def test_an_answer_that_adds_or_changes_in_place_is_not(answer: str, old: Any, new: Any) -> None:
    assert losses({answer: old}, {answer: new}) == []


def test_every_entry_is_about_a_question_and_is_tried_here() -> None:
    questions = (ROOT / "copier.yml").read_text(encoding="utf-8")
    entries = facts.read("changes.yml")["changes"]

    assert {answer for answer, *_ in DESTROYING} == entries.keys()
    assert [each for each in entries if f"\n{each}:\n" not in questions] == []


def test_a_region_is_taken_away_in_steps_that_terraform_can_take() -> None:
    """Its provider has to be there until what it made is gone (R23)."""
    (loss,) = losses({"dr_regions": ["us-west-2", "eu-west-1"]}, {"dr_regions": ["us-west-2"]})

    assert len(loss.steps) == 5
    assert "go back to the primary region first" in loss.steps[0]
    assert "deletion_protection = false" in loss.steps[1]
    assert "no provider for eu-west-1 any more" in loss.steps[2]
    assert "Take that block out again" in loss.steps[4]


def test_steps_of_several_changes_come_once() -> None:
    found = losses(
        {"engine": "aurora-mysql", "services": ["sessions", "storage"]},
        {"engine": "none", "services": ["storage"]},
    )

    assert len(found) == 2
    lines = numbered(found)
    assert [line[:4] for line in lines] == ["  1.", "  2."]
    assert "deletion_protection = false" in lines[0]
