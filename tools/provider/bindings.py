"""Reads what the CDK bindings of a provider say of its schema.

CDK for Terraform, and CDK Terrain after it, generate their packages from `terraform providers
schema`. Names, nesting, what is required and what can be set are in them; deprecations, how many
blocks are needed, and ephemeral resources are not. So they are used to tell two versions apart,
each read in the same way, and what is the same in both is taken from Terraform's own schema.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_CLASS = re.compile(r"^class (\w+) extends cdkt[fn]\.(\w+) \{\n(.*?)^\}", re.M | re.S)
_GETTER = re.compile(r"this\.(get\w+Attribute|interpolationForAttribute)\('(\w+)'\)")
_COMPLEX = re.compile(r'= new ([\w.]+)\(this, "(\w+)"(?:, (true|false))?\)')
_SET = re.compile(
    r"^ {8,12}(\w+): \{\n\s+value: .*,\n\s+isBlock: (true|false),\n\s+type: \"(\w+)\"", re.M
)
_FUNCTION = re.compile(r"^function (\w+)ToHclTerraform\(struct\) \{\n(.*?)^\}", re.M | re.S)
_INTERFACE = re.compile(r"^export interface (\w+) .*?\{\n(.*?)^\}", re.M | re.S)
_MEMBER = re.compile(r"#(\w+) \w+#\w+\}(?:(?!\*/).)*\*/\s+readonly \w+(\??):", re.S)
_ELSEWHERE = re.compile(r"\b(?:\w*structs\w*|index)_\d+\.")  # before names of other files
_TYPE = re.compile(r'^(?:\w+\.|    static )tfResourceType = "(\w+)"', re.M)
_KINDS = {"TerraformResource": "resource", "TerraformDataSource": "data"}
_GETTERS: dict[str, Any] = {
    "getStringAttribute": "string",
    "getNumberAttribute": "number",
    "getBooleanAttribute": "bool",
    "getListAttribute": ["list", "string"],
    "getNumberListAttribute": ["list", "number"],
    "getStringMapAttribute": ["map", "string"],
    "getNumberMapAttribute": ["map", "number"],
    "getBooleanMapAttribute": ["map", "bool"],
    "getAnyMapAttribute": ["map", "dynamic"],
    "interpolationForAttribute": "dynamic",
}
# Classes of the CDK itself.
_OWN: dict[str, Any] = {
    "StringMap": ["map", "string"],
    "NumberMap": ["map", "number"],
    "BooleanMap": ["map", "bool"],
    "StringMapList": ["list", ["map", "string"]],
}


@dataclass(frozen=True)
class Member:
    """One name in a body.

    Attributes:
        mode: `required`, `optional` or `computed`.
        block: how it nests when it is written as a block: `list`, `set`, `map` or `struct`; else
            empty. Attributes that take blocks count as such.
        shape: a type as in Terraform's schema; for what holds members `list`, `set`, `single`
            or `map`.
        members: what is in it.
    """

    mode: str
    block: str
    shape: Any
    members: "Members" = field(default_factory=dict)


Members = dict[str, Member]


def read(package: Path) -> Iterator[tuple[str, str, Members]]:
    """Kind, type and members of each resource and data source in an unpacked package."""
    for folder in sorted(each.parent for each in package.glob("lib/*/index.js")):
        text = _joined(folder, "*.js")  # what is large is cut into several files
        classes = {name: (base, body) for name, base, body in _CLASS.findall(text)}
        for name, (base, _) in classes.items():
            if base in _KINDS:
                (type_,) = _TYPE.findall(text)
                source = _Source.of(text, _joined(folder, "*.d.ts"), classes)
                yield _KINDS[base], type_, source.members(name, f"{name}Config")


def _joined(folder: Path, pattern: str) -> str:
    texts = [each.read_text() for each in sorted(folder.rglob(pattern))]
    return _ELSEWHERE.sub("", "\n".join(texts))


@dataclass(frozen=True)
class _Source:
    """One file: its classes, what can be set in each of them, and what has to be."""

    classes: dict[str, tuple[str, str]]
    settable: dict[str, str]
    required: dict[str, set[str]]

    @classmethod
    def of(cls, script: str, declared: str, classes: dict[str, tuple[str, str]]) -> "_Source":
        settable = {name[0].upper() + name[1:]: body for name, body in _FUNCTION.findall(script)}
        required = {
            name: {member for member, optional in _MEMBER.findall(body) if not optional}
            for name, body in _INTERFACE.findall(declared)
        }
        return cls(classes, settable, required)

    def members(self, class_: str, interface: str, around: tuple[str, ...] = ()) -> Members:
        """What a class holds; its interface says which of that is required.

        Args:
            class_: its name.
            interface: the name of what can be set in it.
            around: the classes that hold it, from the outside in.
        """
        body = self.classes[class_][1]
        settable = self.settable.get(interface, body)
        found: Members = {}
        required = self.required.get(interface, set())
        set_ = {
            name: nesting if block == "true" else ""
            for name, block, nesting in _SET.findall(settable)
        }

        def add(name: str, shape: Any, members: Members | None = None) -> None:
            mode = "computed"
            if name in set_:
                mode = "required" if name in required else "optional"
            found[name] = Member(mode, set_.get(name, ""), shape, members or {})

        for getter, name in _GETTER.findall(body):
            shape = _GETTERS[getter]
            if f"Fn.tolist(this.{getter}('{name}'))" in body and isinstance(shape, list):
                shape = ["set", *shape[1:]]
            add(name, shape)
        for other, name, is_set in _COMPLEX.findall(body):
            add(name, *self._complex(other, is_set == "true", (*around, class_)))
        return found

    def _complex(self, class_: str, is_set: bool, around: tuple[str, ...]) -> tuple[Any, Members]:
        base = self.classes.get(class_, ("", ""))[0]
        if not base:
            return _OWN[class_.split(".")[-1]], {}
        if base == "ComplexObject":
            shape, stem = "single", class_.removesuffix("OutputReference")
        else:
            shape = "map" if base == "ComplexMap" else "set" if is_set else "list"
            stem = class_.removesuffix("Map" if base == "ComplexMap" else "List")
        inner = class_ if base == "ComplexObject" else f"{stem}OutputReference"
        if inner in around:  # a structure that holds itself: what is in it is said once
            return "dynamic", {}
        return shape, self.members(inner, stem, around)
