"""controls.json: which controls a generated repository says it holds, and where."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tfdr.controls import catalogue
from tfdr.errors import TfdrError
from tfdr.messages import nearest

NAME: Final = "controls.json"
SCHEMA: Final = 2
_MOST: Final = 4 * 1024 * 1024
_TEXTS: Final = ("id", "title", "satisfied_by", "left_out", "command", "source")
_REQUIREMENT: Final = ("framework", "id", "extent", "why")
EXTENTS: Final = {"full": "full", "own": "full, for own resources", "part": "part"}
"""How far a control supports a requirement, and how that is shown."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """What asks for a control.

    Attributes:
        framework: its short name, such as `pci-dss`.
        id: that of the framework.
        extent: how far the control supports it: full, own or part.
        why: which part, or what is left; empty where the control's title says it.
    """

    framework: str
    id: str
    extent: str
    why: str

    @property
    def name(self) -> str:
        """The framework's title and the id."""
        known = catalogue.frameworks().get(self.framework)
        return f"{known.title if known else self.framework} {self.id}"

    def __str__(self) -> str:
        return f"{self.name} (part)" if self.extent == "part" else self.name


@dataclass(frozen=True, slots=True)
class Entry:
    """One control.

    Attributes:
        answers: those that asked for it.
        addresses: of what satisfies it: those of resources, without keys of instances.
        left_out: why there are none.
        command: shows it where it is deployed.
    """

    id: str
    title: str
    requirements: tuple[Requirement, ...]
    answers: Mapping[str, Any]
    satisfied_by: str
    addresses: tuple[str, ...]
    left_out: str
    command: str
    source: str

    @property
    def asked_by(self) -> str:
        """The requirements, for people."""
        return ", ".join(map(str, self.requirements))


@dataclass(frozen=True, slots=True)
class Evidence:
    """All of them, and the text that they were read from."""

    project: str
    version: str
    level: str
    controls: Mapping[str, Entry]
    text: str

    def line_of(self, id_: str, address: str = "") -> int:
        """The line of a control, or of an address in it; 0 when it is not there."""
        at = self.text.find(f'"id": {json.dumps(id_)}')
        if at >= 0 and address:
            at = self.text.find(json.dumps(address), at)
        return 0 if at < 0 else self.text.count("\n", 0, at) + 1


def read(directory: Path) -> Evidence:
    """Read the controls of a repository.

    Raises:
        TfdrError: there is no such file, or it is not what tfdr writes.
    """
    path = directory / NAME
    if not directory.is_dir():
        fault = "is not a folder" if directory.exists() else "is not there"
        raise TfdrError(f"{directory} {fault}: name a folder that tfdr generated")
    try:
        with path.open("rb") as file:
            content = file.read(_MOST + 1)
        if len(content) > _MOST:
            raise TfdrError(f"{NAME} is larger than {_MOST // 1024 // 1024} MiB: tfdr wrote less")
        text = content.decode("utf-8-sig")
        found = json.loads(text)
    except FileNotFoundError:
        raise TfdrError(
            f"{directory} has no {NAME}, which says what controls it holds: tfdr writes one into "
            "what it generates; `tfdr check` without --controls takes any other Terraform"
        ) from None
    except OSError as error:
        raise TfdrError(f"{NAME} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise TfdrError(f"{NAME} is not UTF-8 text: restore it with git") from None
    except RecursionError:
        raise TfdrError(f"{NAME} nests too deep: restore it with git") from None
    except ValueError as error:
        raise TfdrError(f"{NAME} is no JSON: {error}: restore it with git") from None
    return _evidence(found, text)


def _evidence(found: Any, text: str) -> Evidence:
    if not isinstance(found, dict) or found.get("product") != "tfdr":
        raise TfdrError(f"{NAME} is not one that tfdr wrote: restore it with git")
    if found.get("schema") != SCHEMA:
        raise TfdrError(
            f"{NAME} is of schema {str(found.get('schema'))[:20]}, and this tfdr reads {SCHEMA}: "
            "upgrade the one, or update the other"
        )
    level = found.get("compliance_level")
    if not isinstance(level, str) or level not in catalogue.levels():
        near = nearest(str(level)[:40], catalogue.levels())
        right = f"did you mean {near}?" if near else f"there are {', '.join(catalogue.levels())}"
        raise TfdrError(f"{NAME}: there is no compliance level {str(level)[:40]!r}; {right}")
    for key in ("project", "version"):
        if not isinstance(found.get(key), str):
            raise TfdrError(f"{NAME}: {key} has to be text")
    entries = found.get("controls")
    if not isinstance(entries, list):
        raise TfdrError(f"{NAME}: controls has to be a list")
    controls = {each.id: each for each in map(_entry, entries, range(len(entries)))}
    return Evidence(found["project"], found["version"], level, controls, text)


def _entry(found: Any, at: int) -> Entry:
    where = f"{NAME}: controls[{at}]"
    if not isinstance(found, dict):
        raise TfdrError(f"{where} has to be an object")
    for key in _TEXTS:
        if not isinstance(found.get(key), str):
            raise TfdrError(f"{where}: {key} has to be text")
    addresses = found.get("addresses")
    if not isinstance(addresses, list) or not all(isinstance(each, str) for each in addresses):
        raise TfdrError(f"{where}: addresses has to be a list of addresses")
    requirements = found.get("requirements")
    if not isinstance(requirements, list) or not all(map(_is_requirement, requirements)):
        raise TfdrError(f"{where}: requirements has to be a list of framework, id, extent and why")
    answers = found.get("answers")
    if not isinstance(answers, dict):
        raise TfdrError(f"{where}: answers has to be an object")
    return Entry(
        requirements=tuple(Requirement(**each) for each in requirements),
        answers=answers,
        addresses=tuple(addresses),
        **{key: found[key] for key in _TEXTS},
    )


def _is_requirement(found: Any) -> bool:
    return (
        isinstance(found, dict)
        and found.keys() == set(_REQUIREMENT)
        and all(isinstance(each, str) for each in found.values())
        and found["extent"] in EXTENTS
    )
