"""SEC02: what parliament, which nobody here wrote, says of each policy document."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.emulated.requirements.system import Resource, System

ARGUMENTS = ("policy", "assume_role_policy", "policy_document")


def policies_that_a_linter_objects_to(system: System) -> Iterator[str]:
    for resource in system:
        for argument in ARGUMENTS:
            document = resource.values.get(argument)
            if isinstance(document, str) and '"Statement"' in document:
                for issue, detail in _findings(document):
                    known = (_covers(each, resource, issue, detail) for each in known_to_be_wrong())
                    if not any(known):
                        yield f"{resource.address}: {issue}: {detail}"


@cache
def known_to_be_wrong() -> list[dict[str, Any]]:
    text = Path(__file__).with_name("parliament.yml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = yaml.safe_load(text)["findings"]
    return found


@cache
def _findings(document: str) -> tuple[tuple[str, str], ...]:
    from parliament import analyze_policy_string  # reads ten megabytes

    return tuple(
        (str(each.issue), str(each.detail)) for each in analyze_policy_string(document).findings
    )


def _covers(known: dict[str, Any], resource: Resource, issue: str, detail: str) -> bool:
    return (
        issue == known["issue"]
        and resource.type in known["types"]
        and known.get("detail", "") in detail
    )
