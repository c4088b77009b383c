"""SARIF 2.1.0, which code hosts show beside the code."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from tfdr import __version__
from tfdr.check.judging import WAIVED
from tfdr.check.report import Checked
from tfdr.controls.evidence import Entry
from tfdr.project import Finding
from tfdr.rules import Rule
from tfdr.rules.registry import registered

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {"error": "error", "warning": "warning", "info": "note"}


def text(checked: Checked) -> str:
    """The log as text."""
    waived = {id(each): each for each in checked.rules.of(WAIVED)}
    results = [_result(each, checked) for each in checked.findings()]
    for each in waived.values():
        result = _result(checked.rules.finding(each), checked)
        reason = each.waiver.reason if each.waiver else ""
        result["suppressions"] = [{"kind": "inSource", "justification": reason}]
        results.append(result)
    ids = list(dict.fromkeys(result["ruleId"] for result in results))
    for result in results:
        result["ruleIndex"] = ids.index(result["ruleId"])
    held = checked.controls.held if checked.controls else []
    controls = {each.entry.id: each.entry for each in held}
    driver = {
        "name": "tfdr",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(id_, registered().get(id_), controls) for id_ in ids],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"uri": f"{Path.cwd().as_uri()}/"}},
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _result(finding: Finding, checked: Checked) -> dict[str, Any]:
    end = "" if finding.message.endswith((".", "!", "?")) else "."
    address = f"{finding.address}: " if finding.address else ""
    fix = f" {finding.fix}" if finding.fix else ""
    # A result without a place would not be shown: what is about everything is shown at its top.
    name = checked.from_here(checked.place_of(finding))
    physical = {
        "artifactLocation": {"uri": quote(name), "uriBaseId": "SRCROOT"},
        "region": {"startLine": max(finding.line, 1)},
    }
    location: dict[str, Any] = {"physicalLocation": physical}
    if finding.address:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.address, "kind": "resource"}]
    return {
        "ruleId": finding.id,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{address}{finding.message}{end}{fix}"},
        "locations": [location],
        "partialFingerprints": {"address/v1": f"{finding.id}:{finding.address or finding.file}"},
    }


def _rule(id_: str, rule: Rule | None, controls: Mapping[str, Entry]) -> dict[str, Any]:
    if rule is None and id_ in controls:
        entry = controls[id_]
        asked = [each.name for each in entry.requirements]
        return {
            "id": id_,
            "shortDescription": {"text": entry.title},
            "helpUri": entry.source,
            "properties": {"tags": ["compliance", *asked]},
        }
    if rule is None:  # one of a layer, such as VALIDATE
        return {"id": id_, "shortDescription": {"text": f"What the layer {id_.lower()} finds"}}
    found: dict[str, Any] = {
        "id": id_,
        "name": id_,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.why} {rule.fix}", "markdown": f"{rule.why}\n\n{rule.fix}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": ["disaster-recovery", rule.family]},
    }
    if rule.source.startswith("https://"):
        found["helpUri"] = rule.source
    return found
