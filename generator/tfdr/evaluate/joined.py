"""Several roots as one system: what they make together is what fails over."""

import os
from functools import cached_property
from pathlib import Path

from tfdr.evaluate.elsewhere import Call
from tfdr.evaluate.modules import Module
from tfdr.evaluate.resource import Resource
from tfdr.evaluate.system import Backend, System


class Joined(System):
    """Roots that are judged together, as those of one region each are.

    Args:
        roots: they, each by itself.
        why: why they are taken for one system.
        name: what it is called; their common directory where that is empty.
    """

    def __init__(self, roots: list[System], why: str, name: str = "") -> None:
        self._roots = roots
        self._name = name
        self.why = why
        self.place = ""
        self.project = roots[0].project
        self.directory = Path(os.path.commonpath([each.directory for each in roots]))
        self.root = roots[0].root
        for each in roots:
            each.beside = roots

    @property
    def roots(self) -> list[System]:  # noqa: D102
        return self._roots

    @property
    def name(self) -> str:  # noqa: D102
        return self._name or super().name

    @cached_property
    def modules(self) -> list[Module]:  # noqa: D102
        return [module for each in self._roots for module in each.modules]

    @cached_property
    def is_complete(self) -> bool:  # noqa: D102
        return all(each.is_complete for each in self._roots)

    @cached_property
    def calls_elsewhere(self) -> list[Call]:  # noqa: D102
        return [call for each in self._roots for call in each.calls_elsewhere]

    @cached_property
    def _all(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for each in self._roots:
            for kind, several in each.by_type.items():
                found.setdefault(kind, []).extend(several)
        return found

    def backends(self) -> list[Backend]:  # noqa: D102
        return [backend for each in self._roots for backend in each.backends()]
