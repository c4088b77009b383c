"""A control that is removed or weakened by hand is named, with what asked for it."""

import dataclasses
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from tfdr import hcl
from tfdr.controls import catalogue, evidence, verify
from tfdr.project import Project
from tfdr.rules import FAIL, PASS

from tests.controls.conftest import Repository, systems
from tests.controls.weakenings import KINDS, WEAKENINGS, Weakening

CONTROLS = list(catalogue.controls("pci-dss"))


@dataclasses.dataclass(frozen=True)
class Subject:
    """A repository that was read once, to be changed in memory."""

    directory: Path
    tree: hcl.Tree
    said: evidence.Evidence

    def control(self, id_: str, tree: hcl.Tree) -> verify.Held:
        """What becomes of one control in a changed tree."""
        only = dataclasses.replace(self.said, controls={id_: self.said.controls[id_]})
        project = Project(tree)
        return verify.verify(project, only, systems(project)).held[0]

    def with_text(self, path: Path, text: str) -> hcl.Tree:
        """The tree, with one file changed."""
        blocks = [each for each in self.tree.modules[path.parent].blocks if each.file != path]
        return self.with_blocks(path.parent, [*blocks, *hcl.parse_text(text, path).blocks])

    def without(self, block: hcl.Block) -> hcl.Tree:
        """The tree, without one block."""
        directory = block.file.parent
        blocks = [each for each in self.tree.modules[directory].blocks if each is not block]
        return self.with_blocks(directory, blocks)

    def with_blocks(self, directory: Path, blocks: list[hcl.Block]) -> hcl.Tree:
        modules = {**self.tree.modules, directory: hcl.Module(directory, blocks)}
        return dataclasses.replace(self.tree, modules=modules)


Subjects = Callable[[str], Subject]


@pytest.fixture(scope="module")
def subjects(repository: Repository) -> Subjects:
    @cache
    def get(kind: str) -> Subject:
        directory = repository("pci-dss", **KINDS[kind])
        return Subject(directory, hcl.read_tree(directory), evidence.read(directory))

    return get


def kind_of(control: str, subjects: Subjects) -> str:
    return next(kind for kind in KINDS if subjects(kind).said.controls[control].addresses)


@pytest.mark.parametrize("control", CONTROLS)
def test_each_resource_of_a_control_is_missed_when_it_is_gone(
    control: str, subjects: Subjects
) -> None:
    subject = subjects(kind_of(control, subjects))
    entry = subject.said.controls[control]
    assert subject.control(control, subject.tree).verdict == PASS
    project = Project(subject.tree)
    blocks: dict[hcl.Block, str] = {}
    for system in systems(project):
        root = verify.root_of(project, system)
        for resource in root.system.resources():
            address = root.prefix + verify.without_keys(resource.address)
            if address in entry.addresses:
                blocks.setdefault(resource.block, address)
    assert blocks

    for block, address in blocks.items():
        held = subject.control(control, subject.without(block))
        assert held.verdict == FAIL
        gone = [each for each in held.findings if each.address == address]
        assert [each.message.partition(" (")[0] for each in gone] == ["is gone"]
        assert gone[0].file == "controls.json"
        assert f'"{address}"' in subject.said.text.splitlines()[gone[0].line - 1]
        assert entry.asked_by in gone[0].message
        assert entry.satisfied_by in gone[0].fix


@pytest.mark.parametrize("weakening", WEAKENINGS, ids=lambda each: f"{each.control}: {each.says}")
def test_a_weakened_control_is_named(weakening: Weakening, subjects: Subjects) -> None:
    subject = subjects(weakening.kind)
    path = subject.directory / weakening.file
    before = path.read_text(encoding="utf-8")
    after = re.sub(weakening.old, weakening.new, before)
    assert after != before, "the weakening changes nothing"

    held = subject.control(weakening.control, subject.with_text(path, after))

    assert held.verdict == FAIL
    found = [each for each in held.findings if weakening.says in each.message]
    assert found, [str(each) for each in held.findings]
    assert found[0].address
    assert held.entry.asked_by in found[0].message


def test_every_control_is_weakened_in_some_way() -> None:
    assert {each.control for each in WEAKENINGS} == set(CONTROLS)
