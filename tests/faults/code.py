"""The function's own modules, loaded apart from everything else and, where wanted, mutated."""

# ruff: noqa: ARG002 - what is called from outside is given more than each needs

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from tests.support import ROOT

FOLDERS = (ROOT / "template/lambda/failover", ROOT / "template/lambda/common")
FILES = {
    path.stem: path
    for folder in FOLDERS
    for path in sorted(folder.glob("*.py"))
    if not path.name.startswith(("test_", "conftest"))
}
SOURCES = {name: path.read_text(encoding="utf-8") for name, path in FILES.items()}


@dataclass(frozen=True)
class Code:
    """A loaded function."""

    modules: Mapping[str, ModuleType]

    def __getattr__(self, name: str) -> Any:
        return self.modules[name]


def load(mutations: Mapping[str, Callable[[str], str]] | None = None) -> Code:
    """Load the function; a mutation changes the text of a module."""
    changes = mutations or {}
    before = {name: sys.modules.pop(name) for name in SOURCES if name in sys.modules}
    finder = _Finder({name: changes.get(name, str)(text) for name, text in SOURCES.items()})
    sys.meta_path.insert(0, finder)
    try:
        __import__("failover")
        return Code({name: sys.modules[name] for name in SOURCES if name in sys.modules})
    finally:
        sys.meta_path.remove(finder)
        for name in SOURCES:
            sys.modules.pop(name, None)
        sys.modules.update(before)


class _Finder:
    """Finds the function's modules by their flat names, as they lie in its package."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def find_spec(self, name: str, path: object = None, target: object = None) -> Any:
        from importlib.machinery import ModuleSpec

        return ModuleSpec(name, self) if name in self.texts else None  # type: ignore[arg-type]

    def create_module(self, spec: Any) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        file = str(FILES[module.__name__])
        exec(compile(self.texts[module.__name__], file, "exec"), module.__dict__)
