"""One JSON object; docs/check.md says what is in it."""

import json
from dataclasses import asdict

from tfdr.check import survival
from tfdr.check.judging import WAIVED
from tfdr.check.layers import PASS
from tfdr.check.report import Checked
from tfdr.controls.verify import Controls
from tfdr.errors import ExitCode
from tfdr.project import relative
from tfdr.rules import FAIL, UNKNOWN

SCHEMA = 1


def text(checked: Checked) -> str:
    """The object as text."""
    complete = all(layer.verdict == PASS for layer in checked.layers)
    terraform, code = checked.terraform, checked.code
    content = {
        "schema": SCHEMA,
        "directory": str(checked.project.root),
        "verdict": FAIL if code == ExitCode.FINDINGS else PASS if complete else "INCOMPLETE",
        "exit_code": int(code),
        "terraform": terraform
        and {
            "name": terraform.name,
            "version": terraform.version,
            "origin": terraform.origin,
            "location": terraform.location,
        },
        "layers": [
            {
                "name": layer.name,
                "directory": layer.directory,
                "verdict": layer.verdict,
                "seconds": round(layer.seconds, 3),
                "reason": layer.reason,
            }
            for layer in checked.layers
        ],
        "systems": [
            {
                "name": system.name,
                "roots": [relative(each.directory, checked.project.root) for each in system.roots],
                "why": system.why,
                "regions": [
                    {"role": each.role, "code": each.code} for each in system.working_regions
                ],
                "primary": system.primary.role if system.primary else None,
                "primary_because": system.primary_because if system.primary else "",
            }
            for system in checked.rules.systems
        ],
        "survival": [
            {
                "system": system.name,
                "lost": str(system.primary),
                "answers": [
                    {"question": each.question, "answer": each.said, "rules": list(each.rules)}
                    for each in answers
                ],
            }
            for system, answers in survival.answers(checked.rules)
        ],
        "in_baseline": checked.before,
        "profile": checked.settings.profile,
        "without_subject": [rule.id for rule in checked.rules.without_subject()],
        "not_read": checked.not_read(),
        "findings": [finding.as_json() for finding in checked.findings()],
        **_rules(checked),
    }
    if checked.controls is not None:
        content["controls"] = _controls(checked.controls)
    return json.dumps(content, indent=2)


def _controls(controls: Controls) -> dict[str, object]:
    return {
        "level": controls.evidence.level,
        "controls": [
            {
                "id": each.entry.id,
                "title": each.entry.title,
                "verdict": each.verdict,
                "requirements": [asdict(every) for every in each.entry.requirements],
                "addresses": list(each.entry.addresses),
                "left_out": each.entry.left_out,
                "unknown": [every.as_json() for every in each.unknown],
            }
            for each in controls.held
        ],
    }


def _rules(checked: Checked) -> dict[str, object]:
    rules = checked.rules
    counts = rules.counts()
    waived = [
        {**rules.finding(each).as_json(), "reason": each.waiver.reason if each.waiver else ""}
        for each in rules.of(WAIVED)
    ]
    return {
        "unknown": [rules.finding(each).as_json() for each in rules.of(UNKNOWN)],
        "waived": waived,
        "waivers": [
            {
                "file": relative(each.file, rules.root),
                "line": each.line,
                "ids": list(each.ids),
                "reason": each.reason,
                "used": sum(each.used.values()),
            }
            for each in rules.waivers
        ],
        "rules": [
            {
                "id": rule.id,
                "title": rule.title,
                "severity": rule.severity,
                "pass": counts[rule.id][PASS],
                "fail": counts[rule.id][FAIL],
                "unknown": counts[rule.id][UNKNOWN],
                "waived": counts[rule.id][WAIVED],
            }
            for rule in rules.rules
        ],
    }
