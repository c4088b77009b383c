"""A repository that was read once, to be changed in memory, without Terraform."""

import dataclasses
from functools import cache
from pathlib import Path

from tfdr import hcl
from tfdr.controls import evidence, verify
from tfdr.controls.reference import Reference
from tfdr.project import Project

from tests.controls.conftest import reference
from tests.controls.weakenings import KINDS
from tests.renders import rendered


@dataclasses.dataclass(frozen=True)
class Subject:
    """A repository as it was generated, with what its answers come to."""

    directory: Path
    tree: hcl.Tree
    said: evidence.Evidence
    wanted: Reference

    def control(self, id_: str, tree: hcl.Tree) -> verify.Held:
        """What becomes of one control in a changed tree."""
        only = dataclasses.replace(self.said, controls={id_: self.said.controls[id_]})
        wanted = dataclasses.replace(self.wanted, evidence=only)
        project = Project(tree)
        return verify.verify(project, only, [], wanted).held[0]

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


@cache
def subject(kind: str) -> Subject:
    """The repository of one kind, at the level that asks for most."""
    answers = {**KINDS[kind], "compliance_level": "pci-dss"}
    directory = rendered("trading-platform", answers)
    return Subject(
        directory, hcl.read_tree(directory), evidence.read(directory), reference(directory)
    )
