"""A control that is removed or weakened by hand is named, with what asked for it."""

import re

import pytest
from tfdr import hcl
from tfdr.controls import catalogue, roots
from tfdr.project import Project
from tfdr.rules import FAIL, PASS

from tests.controls.conftest import systems
from tests.controls.subject import subject
from tests.controls.weakenings import KINDS, WEAKENINGS, Weakening

CONTROLS = list(catalogue.controls("pci-dss"))


def kind_of(control: str) -> str:
    return next(kind for kind in KINDS if subject(kind).said.controls[control].addresses)


@pytest.mark.parametrize("control", CONTROLS)
def test_each_resource_of_a_control_is_missed_when_it_is_gone(control: str) -> None:
    of = subject(kind_of(control))
    entry = of.said.controls[control]
    assert of.control(control, of.tree).verdict == PASS
    project = Project(of.tree)
    blocks: dict[hcl.Block, str] = {}
    for system in systems(project):
        root = roots.root_of(project, system)
        for resource in root.system.resources():
            address = root.prefix + roots.without_keys(resource.address)
            if address in entry.addresses:
                blocks.setdefault(resource.block, address)
    assert blocks

    for block, address in blocks.items():
        held = of.control(control, of.without(block))
        assert held.verdict == FAIL
        gone = [each for each in held.findings if each.address == address]
        assert [each.message.partition(" (")[0] for each in gone] == ["is gone"]
        assert gone[0].file == "controls.json"
        assert f'"{address}"' in of.said.text.splitlines()[gone[0].line - 1]
        assert entry.asked_by in gone[0].message
        assert entry.satisfied_by in gone[0].fix


@pytest.mark.parametrize("weakening", WEAKENINGS, ids=lambda each: f"{each.control}: {each.says}")
def test_a_weakened_control_is_named(weakening: Weakening) -> None:
    of = subject(weakening.kind)
    path = of.directory / weakening.file
    before = path.read_text(encoding="utf-8")
    after = re.sub(weakening.old, weakening.new, before)
    assert after != before, "the weakening changes nothing"

    held = of.control(weakening.control, of.with_text(path, after))

    assert held.verdict == FAIL
    found = [each for each in held.findings if weakening.says in each.message]
    assert found, [str(each) for each in held.findings]
    assert found[0].address
    assert held.entry.asked_by in found[0].message
