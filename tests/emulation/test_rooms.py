"""The rooms of the emulator: who may know whom, and that nobody knows each other."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from tfdr import emulator

ROOT = Path(emulator.__file__).parent
NAME = "tfdr.emulator"
MAY_NOT_KNOW = {
    "protocol": ("client", "inside", "extensions", "serve"),
    "client": ("inside", "extensions", "serve"),
    "inside": ("extensions", "serve"),
    "extensions": ("serve",),
}


def module_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join((NAME, *(part for part in parts if part != "__init__")))


def imported(tree: ast.AST) -> Iterator[str]:
    """Name what code imports, wherever it does so: at its top, in a function, for types only."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def graph() -> dict[str, set[str]]:
    trees = {module_of(file): ast.parse(file.read_text()) for file in ROOT.rglob("*.py")}
    known = {name: set(imported(tree)) for name, tree in trees.items()}
    # To import from a package is no circle for the modules that are in it.
    return {
        name: {each for each in names if each in trees and each != name and each != NAME}
        for name, names in known.items()
    }


def test_no_module_of_the_emulator_imports_itself_in_a_circle() -> None:
    try:
        TopologicalSorter(graph()).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


@pytest.mark.parametrize("room", MAY_NOT_KNOW)
def test_each_room_knows_those_below_it_only(room: str) -> None:
    above = tuple(f"{NAME}.{each}" for each in MAY_NOT_KNOW[room])
    wrong = [
        f"{name} imports {each}"
        for name, names in graph().items()
        for each in names
        if name.startswith(f"{NAME}.{room}") and each.startswith(above)
    ]
    assert wrong == []


def test_nothing_is_imported_for_types_only() -> None:
    hidden = [file for file in ROOT.rglob("*.py") if "TYPE_CHECKING" in file.read_text()]
    assert hidden == []
