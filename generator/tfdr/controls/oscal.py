"""The controls as a component definition of OSCAL, for tools that compliance people use."""

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID, uuid5

from tfdr.controls import catalogue
from tfdr.controls.evidence import EXTENTS, Entry, Evidence, Requirement

VERSION: Final = "1.2.1"
NAMESPACE: Final = "urn:tfdr:oscal"
"""Of properties that OSCAL does not define."""

_IDS: Final = UUID("6b1f5ad5-7c3c-5d0a-9f1e-4f6f1a2b8c11")
_NO_TOKEN: Final = re.compile(r"[^0-9A-Za-z_.-]+")
_NOTE: Final = (
    "Configuration support, not certification. What Terraform configures is a part of each "
    "requirement: the repository's docs/controls.md says what is left to AWS, to the application "
    "and to the organization."
)


def text(evidence: Evidence) -> str:
    """The component definition: the same bytes for the same controls, whenever it is made."""
    content = {
        "metadata": {
            "title": f"Terraform of {evidence.project}, compliance level {evidence.level}",
            # When the facts behind it last changed; the time of an export would say nothing.
            "last-modified": f"{catalogue.content()['as_of']}T00:00:00Z",
            "version": evidence.version,
            "oscal-version": VERSION,
            "remarks": _NOTE,
        },
        "components": [_component(evidence)],
    }
    digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()
    found = {"uuid": _uuid(evidence, "document", digest), **content}
    return json.dumps({"component-definition": found}, indent=2, ensure_ascii=False)


def control_id(requirement: Requirement) -> str:
    """The id of a requirement as OSCAL takes it: a token that begins with a letter."""
    id_ = _NO_TOKEN.sub(".", requirement.id).strip(".").lower()
    return f"{requirement.framework}-{id_}"


def _uuid(evidence: Evidence, *names: str) -> str:
    return str(uuid5(_IDS, "/".join((evidence.project, evidence.level, *names))))


def _component(evidence: Evidence) -> dict[str, Any]:
    return {
        "uuid": _uuid(evidence, "component"),
        "type": "software",
        "title": evidence.project,
        "description": "AWS resources of two or more regions that one Terraform repository makes.",
        "purpose": "Disaster recovery: a standby takes over when the primary region is lost.",
        "props": [_property("compliance-level", evidence.level)],
        "control-implementations": list(_implementations(evidence)),
    }


def _implementations(evidence: Evidence) -> Iterator[dict[str, Any]]:
    for key, framework in catalogue.frameworks().items():
        found: dict[str, list[tuple[Requirement, Entry]]] = {}
        for entry in evidence.controls.values():
            for each in entry.requirements:
                if each.framework == key and entry.addresses:
                    found.setdefault(each.id, []).append((each, entry))
        if found:
            order = [id_ for id_ in framework.requirements if id_ in found]
            order += [id_ for id_ in found if id_ not in framework.requirements]
            yield {
                "uuid": _uuid(evidence, "framework", key),
                "source": framework.source,
                "description": f"What is configured for {framework.name}.",
                "implemented-requirements": [
                    _requirement(evidence, framework, found[id_]) for id_ in order
                ],
            }


def _requirement(
    evidence: Evidence, framework: catalogue.Framework, held: list[tuple[Requirement, Entry]]
) -> dict[str, Any]:
    requirement = held[0][0]
    about = framework.requirements.get(requirement.id, requirement.id)
    titles = "".join(f"\n- {entry.id}: {entry.title} ({_extent(each)})" for each, entry in held)
    props = [
        {"name": "implementation-status", "value": _status(held)},
        _property("requirement", f"{framework.title} {requirement.id}"),
    ]
    for each, entry in held:
        props.append(_property("extent", each.extent, entry.id))
        props += [_property("resource-address", address, entry.id) for address in entry.addresses]
    return {
        "uuid": _uuid(evidence, "requirement", requirement.framework, requirement.id),
        "control-id": control_id(requirement),
        "description": f"In our words: {about}. Configured:\n{titles}",
        "props": props,
        "links": [
            {"href": source, "rel": "reference"}
            for source in dict.fromkeys(entry.source for _, entry in held)
        ],
        "remarks": "\n".join(f"{entry.id}:\n\n```sh\n{entry.command}\n```\n" for _, entry in held),
    }


def _status(held: list[tuple[Requirement, Entry]]) -> str:
    is_full = any(each.extent != "part" for each, _ in held)
    return "implemented" if is_full else "partial"


def _extent(requirement: Requirement) -> str:
    shown = EXTENTS[requirement.extent]
    return f"{shown}: {requirement.why}" if requirement.why else shown


def _property(name: str, value: str, class_: str = "") -> dict[str, str]:
    found = {"name": name, "ns": NAMESPACE, "value": value}
    return {**found, "class": class_} if class_ else found
