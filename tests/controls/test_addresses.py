"""controls.json lists every resource that satisfies a control, and nothing else."""

from pathlib import Path
from typing import Any

import pytest
from tfdr import hcl
from tfdr.controls import catalogue, evidence, roots, verify
from tfdr.controls.registry import checks
from tfdr.project import Project
from tfdr.rules import UNKNOWN

from tests.controls.conftest import LEVELS, Repository, reference, systems
from tests.support import PRESETS
from tests.template.conftest import SCENARIOS

# Each kind of compute, every service, and none.
MIXES: list[tuple[str, str, dict[str, Any]]] = [
    ("pci-dss", "every-service", {"manage_account_services": True}),
    ("soc2", "instances-everything", {}),
    ("hipaa", "three-regions-everything-behind-an-api", {"manage_account_services": True}),
    ("baseline", "objects-alone", {}),
    ("pci-dss", "ephemeral", {}),
]


def listed_and_judged(repository: Path) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return the addresses in controls.json, and those that checks judge, by control."""
    said = evidence.read(repository)
    listed = {id_: set(entry.addresses) for id_, entry in said.controls.items()}
    numbers, asked = catalogue.levels()[said.level], catalogue.controls(said.level)
    project = Project(hcl.read_tree(repository))
    found = [roots.root_of(project, each) for each in systems(project)]
    judged: dict[str, set[str]] = {}
    for id_ in said.controls:
        if not listed[id_] and asked[id_].may_be_left_out:
            continue
        if id_ not in checks():  # only rules say whether it holds: what is listed has to be there
            there = {address for root in found for address in root.addresses}
            assert listed[id_] <= there, id_
            continue
        judged[id_] = {
            root.prefix + roots.without_keys(verdict.address)
            for root in found
            for verdict in checks()[id_](root.system, numbers)
        }
    return {id_: listed[id_] for id_ in judged}, judged


@pytest.mark.parametrize(("level", "scenario", "more"), MIXES)
def test_addresses_are_those_that_the_checks_judge(
    level: str, scenario: str, more: dict[str, Any], repository: Repository
) -> None:
    listed, judged = listed_and_judged(repository(level, **{**SCENARIOS[scenario], **more}))

    assert listed == judged


@pytest.mark.long(pool="levels", by="preset")
@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("level", LEVELS)
def test_so_are_those_of_every_preset(level: str, preset: str, repository: Repository) -> None:
    listed, judged = listed_and_judged(repository(level, preset))

    assert listed == judged


@pytest.mark.long(pool="scenarios", by="scenario")
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_so_are_those_of_every_scenario(scenario: str, repository: Repository) -> None:
    answers = {"manage_account_services": True, **SCENARIOS[scenario]}
    listed, judged = listed_and_judged(repository("pci-dss", **answers))

    assert listed == judged


@pytest.mark.parametrize(
    ("level", "preset"),
    [*((each, "trading-platform") for each in LEVELS), ("baseline", "pilot-light-minimal")],
)
def test_all_controls_of_a_level_hold_where_nothing_was_changed(
    level: str, preset: str, repository: Repository
) -> None:
    directory = repository(level, preset)
    project = Project(hcl.read_tree(directory))
    found = verify.verify(project, evidence.read(directory), [], reference(directory))

    assert found.findings() == []
    assert [held.entry.id for held in found.of(UNKNOWN)] == []
    assert list(found.evidence.controls) == list(catalogue.controls(level))
