"""The root modules of a repository, and how addresses in them are written for all of it."""

import re
from dataclasses import dataclass
from typing import Final

from tfdr.evaluate import System
from tfdr.project import Project, relative

_KEYS: Final = re.compile(r"\[(?:\*|\d+|\"(?:[^\"\\]|\\.)*\")\]")


@dataclass(frozen=True, slots=True)
class Root:
    """A root module.

    Attributes:
        prefix: what addresses in it begin with: its directory, but for that at the top.
        addresses: of all resources in it.
    """

    prefix: str
    system: System
    addresses: frozenset[str]


def root_of(project: Project, system: System) -> Root:
    """What addresses in a root module begin with, and which there are."""
    where = relative(system.directory, project.root)
    prefix = "" if where == "." else f"{where}/"
    addresses = frozenset(prefix + without_keys(each.address) for each in system.resources())
    return Root(prefix, system, addresses)


def without_keys(address: str) -> str:
    """The address of a resource, which stands for all instances of it."""
    return _KEYS.sub("", address)
