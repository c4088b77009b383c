"""The controls of each compliance level, from generator/tfdr/catalogue/."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tfdr.facts import read

Numbers = Mapping[str, Any]
"""What a level asks of numbers."""


@dataclass(frozen=True, slots=True)
class Framework:
    """What requirements are from.

    Attributes:
        title: short, for tables.
        name: in full, with its version.
        source: where it is published.
        requirements: in our own words, by id.
        not_addressed: what nothing supports, or of which the rest is left, and whose it is.
    """

    title: str
    name: str
    source: str
    requirements: Mapping[str, str]
    not_addressed: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Control:
    """What a level asks for; the addresses of what satisfies it are a matter of the answers.

    Attributes:
        may_be_left_out: whether an answer can be that it is not to hold.
        rests_on: patterns of addresses without which what satisfies it has no effect.
        undone_by: types of resources that can undo it, each with the attribute that names what
            it is about; empty where there is one per account or region.
        rules: those of `tfdr check` that have to pass for it to hold.
    """

    id: str
    title: str
    levels: tuple[str, ...]
    may_be_left_out: bool
    rests_on: tuple[str, ...] = ()
    undone_by: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[str, ...] = ()


@cache
def content() -> Mapping[str, Any]:
    """All of controls.yml and claims.yml, read once: each control has its `requirements`."""
    found, claimed = read("controls.yml"), read("claims.yml")
    controls = [
        {**each, "requirements": _claims(claimed["claims"][each["id"]])}
        for each in found["controls"]
    ]
    return {"frameworks": claimed["frameworks"], **found, "controls": controls}


def _claims(said: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, dict[str, str]]]:
    """Each claim as its extent, and why it is no more; by framework and id."""
    return {
        framework: {
            id_: dict(zip(("extent", "why"), *claim.items(), strict=True))
            if isinstance(claim, dict)
            else {"extent": claim, "why": ""}
            for id_, claim in claims.items()
        }
        for framework, claims in said.items()
    }


@cache
def effects() -> Mapping[str, Mapping[str, Any]]:
    """What each control rests on, what undoes it, and which rules have to pass, by its id."""
    found: Mapping[str, Mapping[str, Any]] = read("effects.yml")["effects"]
    return found


@cache
def levels() -> Mapping[str, Numbers]:
    """What each level asks of numbers."""
    found: Mapping[str, Numbers] = read("compliance.yml")["levels"]
    return found


@cache
def frameworks() -> Mapping[str, Framework]:
    """The frameworks, by their short names."""
    return {
        key: Framework(**{**entry, "not_addressed": tuple(entry["not_addressed"])})
        for key, entry in content()["frameworks"].items()
    }


@cache
def controls(level: str) -> Mapping[str, Control]:
    """The controls of a level, by id."""
    return {
        entry["id"]: Control(
            entry["id"],
            _filled(entry["title"], levels()[level]),
            tuple(entry["levels"]),
            "otherwise" in entry,
            tuple(effects().get(entry["id"], {}).get("rests_on", ())),
            effects().get(entry["id"], {}).get("undone_by", {}),
            tuple(effects().get(entry["id"], {}).get("rules", ())),
        )
        for entry in content()["controls"]
        if level in entry["levels"]
    }


def _filled(text: str, numbers: Numbers) -> str:
    for name, value in numbers.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text
