"""Zones are pinned: nothing that AWS lists today decides where subnets are (R3)."""

import re
from pathlib import Path

from tfdr import facts, hcl
from tfdr.evaluate import System
from tfdr.project import Project

from tests.renders import rendered
from tests.template.conftest import PRESET

REGIONS = facts.read("regions.yml")["regions"]


def subnets(repository: Path) -> dict[str, str]:
    """Range of each subnet by its address, which its zone is part of."""
    found = System(Project(hcl.read_tree(repository)), repository).resources("aws_subnet")
    return {each.address: str(each.get("cidr_block")) for each in found}


def test_no_plan_asks_which_zones_there_are(preset: Path) -> None:
    asking = [
        path.relative_to(preset)
        for path in preset.rglob("*.tf")
        if "aws_availability_zones" in path.read_text()
    ]
    assert asking == []


def test_a_zone_more_moves_no_subnet() -> None:
    two = subnets(rendered(PRESET, {"availability_zones": 2}))
    three = subnets(rendered(PRESET, {"availability_zones": 3}))
    assert two
    assert len(three) == len(two) * 3 / 2
    assert two.items() <= three.items()


def test_every_region_has_three_zones_of_its_own() -> None:
    seen: set[str] = set()
    for code, region in REGIONS.items():
        zones = region["zones"]
        assert len(set(zones)) == 3, code
        assert len({zone.split("-")[0] for zone in zones}) == 1, code
        assert all(re.fullmatch(r"[a-z]+[0-9]-az[0-9]", zone) for zone in zones), code
        assert not seen & set(zones), code
        seen |= set(zones)


def test_zones_that_lack_something_are_not_used() -> None:
    """RDS Proxy is not in the first, Fargate not in the second."""
    used = {zone for region in REGIONS.values() for zone in region["zones"]}
    assert not used & {"use1-az3", "apne1-az3"}
