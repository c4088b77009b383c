"""A repository of Terraform: its modules, what calls what, and which of them are roots."""

import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tfdr import hcl
from tfdr.errors import TfdrError
from tfdr.project.paths import is_directory, relative
from tfdr.project.symbols import Symbols

_MODULES = "modules"  # what directories of modules are called
LOCAL = ("./", "../", ".\\", "..\\")


@dataclass(frozen=True, slots=True)
class Call:
    """A `module` block and the directory that its `source` leads to.

    Attributes:
        caller: the directory of the block.
        source: as written; None when it is missing or is no plain string.
        target: the directory, when the source is local.
    """

    block: hcl.Block
    caller: Path
    source: str | None
    target: Path | None


@dataclass
class Project:
    """The modules below one directory, and those that they call."""

    tree: hcl.Tree
    _symbols: dict[Path, Symbols] = field(default_factory=dict)

    @classmethod
    def of(cls, tree: hcl.Tree, named: str) -> "Project":
        """The project in a directory that a person named.

        Raises:
            TfdrError: there is no Terraform in it.
        """
        if not tree.modules:
            if tree.terragrunt:
                raise TfdrError(
                    f"{named} holds no .tf file, only files of Terragrunt, which are not read; "
                    "name the directory of the modules that they call"
                )
            raise TfdrError(f"{named} holds no .tf file; name a directory of Terraform")
        return cls(tree)

    @property
    def root(self) -> Path:
        """The directory that is checked."""
        return self.tree.root

    @cached_property
    def calls(self) -> list[Call]:
        """Every call, in order of file and line."""
        found = [
            _call(block, module.directory)
            for module in self.tree.modules.values()
            for block in module.of_kind("module")
        ]
        for call in found:
            self._read_behind_link(call.target)
        return found

    def alike(self, target: Path) -> Path | None:
        """The module whose directory differs from a target by upper and lower case alone."""
        return self._folded.get(str(target).lower())

    @cached_property
    def _folded(self) -> dict[str, Path]:
        return {str(each).lower(): each for each in self.tree.modules}

    @cached_property
    def roots(self) -> list[Path]:
        """The directories in which a person runs Terraform: those that nothing calls."""
        called = {call.target for call in self.calls if call.target != call.caller}
        called.update(_test_modules(self.tree))
        called.update(self.alike(each) for each in list(called) if each is not None)
        return [
            directory
            for directory in sorted(self.tree.modules)
            if directory == self.root or directory not in called
        ]

    def is_library(self, directory: Path) -> bool:
        """Whether a root is a module that others are to call, below a directory `modules`.

        Such a one leaves the state and the configuration of providers to its callers. What
        Terragrunt calls says neither, and is called by files that are not read.
        """
        parts = Path(relative(directory, self.root).lower()).parts
        if _MODULES not in parts or self.tree.terragrunt:
            return False
        module = self.tree.modules[directory]
        is_configured = any(each.attributes for each in module.of_kind("provider"))
        return not is_configured and not any(
            each.nested(kind)
            for each in module.of_kind("terraform")
            for kind in ("backend", "cloud")
        )

    def symbols(self, directory: Path) -> Symbols | None:
        """What the module in a directory declares; None when there is none."""
        module = self.tree.modules.get(directory)
        if module is None:
            return None
        if directory not in self._symbols:
            self._symbols[directory] = Symbols.of(module)
        return self._symbols[directory]

    def _read_behind_link(self, target: Path | None) -> None:
        """Read a module that the walk did not see, because a symbolic link leads to it."""
        if target is None or target in self.tree.modules or not is_directory(target):
            return
        try:
            module = hcl.read_module(target)
        except (hcl.ParseError, OSError):
            return
        if module.blocks:
            self.tree.modules[target] = module


def _call(block: hcl.Block, directory: Path) -> Call:
    expression = block.expression("source")
    source = expression.value if expression else None
    if not isinstance(source, str):
        return Call(block, directory, None, None)
    # Terraform resolves `..` on the text of the path, before any symbolic link.
    local = source in (".", "..") or source.startswith(LOCAL)
    target = Path(os.path.normpath(directory / source)) if local else None
    return Call(block, directory, source, target)


def _test_modules(tree: hcl.Tree) -> set[Path]:
    """The helper modules of `terraform test`; their sources are relative to the root."""
    blocks = [
        module
        for test in tree.tests
        for run in test.blocks
        for module in run.nested("module")
        if run.kind == "run"
    ]
    calls = [
        _call(block, base)
        for block in blocks
        for base in (block.file.parent, block.file.parent.parent)
    ]
    return {call.target for call in calls if call.target}
