"""What a generated repository declares, something in it reads: no dead switches, no dead ends."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tfdr import hcl

from tests.renders import rendered
from tests.support import PRESETS

# Modules that several callers share: not each of them reads all that the module says.
SHARED = {"bucket", "function"}


def unread(tree: hcl.Tree) -> set[str]:
    """Return the variables and locals that their module, and the outputs that no module reads."""
    found = set()
    for directory, module in tree.modules.items():
        read = {reference.names[:2] for reference in _references(module)}
        found |= {
            f"{directory.name}: {kind}.{name}"
            for kind, name in _declared(module)
            if (kind, name) not in read
        }
    return found | _unread_outputs(tree)


def _declared(module: hcl.Module) -> Iterator[tuple[str, str]]:
    for block in module.of_kind("variable"):
        yield "var", block.labels[0]
    for block in module.of_kind("locals"):
        for name in block.attributes:
            yield "local", name


def _unread_outputs(tree: hcl.Tree) -> set[str]:
    read: dict[Path, set[str]] = {}  # by module that is called, from wherever it is
    for directory, module in tree.modules.items():
        names = [reference.names for reference in _references(module)]
        for test in tree.tests:  # of a root, whose calls it sees
            if test.path.parent.parent == directory:
                names += [reference.names for reference in _references(test)]
        for call in module.of_kind("module"):
            source = call.expression("source")
            assert source is not None
            called = (directory / str(source.value)).resolve()
            own = ("module", call.labels[0])
            outputs = read.setdefault(called, set())
            outputs |= {n[2] for n in names if n[:2] == own and n[2:]}
            if any(n == own for n in names):  # the whole of it, for loops that read from each
                outputs |= set(re.findall(r"\bregion\.(\w+)", _text(module)))
                outputs |= set(re.findall(r"\blocal\.by_role\b[^.\s]*\.(\w+)", _text(module)))
    return {
        f"{directory.name}: output.{block.labels[0]}"
        for directory, module in tree.modules.items()
        if directory.resolve() in read and directory.name not in SHARED
        for block in module.of_kind("output")
        if block.labels[0] not in read[directory.resolve()]
    }


def _text(module: hcl.Module) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in module.directory.glob("*.tf"))


def _references(module: hcl.Module | hcl.File) -> Iterator[hcl.Reference]:
    for top in module.blocks:
        for block in top.walk():
            for attribute in block.attributes.values():
                yield from attribute.expression.references


@pytest.mark.parametrize("preset", PRESETS)
def test_whatever_is_declared_is_read(preset: str) -> None:
    assert unread(hcl.read_tree(rendered(preset))) == set()


def test_what_nothing_reads_is_named(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "main.tf").write_text(
        'module "inner" {\n  source = "./inner"\n}\n'
        'locals {\n  read = module.inner.read\n  dead = local.read\n}\nvariable "dead" {}\n'
    )
    (tmp_path / "inner/main.tf").write_text(
        'output "read" {\n  value = 1\n}\noutput "dead" {\n  value = 2\n}\n'
    )
    root = tmp_path.name
    expected = {f"{root}: local.dead", f"{root}: var.dead", "inner: output.dead"}
    assert unread(hcl.read_tree(tmp_path)) == expected
