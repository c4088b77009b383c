"""CMP09: tfdr.json says what was generated, by whom for whom, and which AWS services that uses."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from tfdr import __version__
from tfdr.inventory import resources

from tests.renders import rendered
from tests.support import PRESETS

# What turns each service on or off, apart from the presets.
MIXES: dict[str, dict[str, Any]] = {
    "objects only": {"compute": "none", "engine": "none", "services": ["storage"]},
    "sessions only": {"compute": "none", "engine": "none", "services": ["sessions"]},
    "database only": {"compute": "none", "services": []},
    "containers": {"compute": "ecs", "engine": "none", "services": ["storage"]},
    "instances": {"compute": "ec2", "engine": "none", "services": ["sessions"]},
    "an interface": {"compute": "api", "engine": "none", "services": ["sessions"]},
    "an interface with everything": {
        "compute": "api",
        "engine": "aurora-mysql",
        "services": [
            *("sessions", "storage", "transaction-logs", "replication-time-control"),
            *("proxy", "backup", "tracing"),
        ],
    },
}
BARE = {
    "project_name": "trading",
    "owner": "trading-platform-team",
    "team": "Team of the platform",
    "cost_center": "cc-4711",
    "domain_name": "trading.acme-markets.com",
    "alert_emails": ["oncall@acme-markets.com"],
    "rpo_minutes": 1440,
    "rto_minutes": 1440,
    "environments": ["staging", "test"],
}


def generated(name: str) -> Path:
    """Generate a preset, or a mix of answers."""
    if name in PRESETS:
        return rendered(name)
    answers = {**BARE, **MIXES[name]}
    if answers["compute"] == "none":
        del answers["domain_name"]
    return rendered(answers=answers)


@pytest.mark.parametrize("name", [*PRESETS, *MIXES])
def test_the_manifest_holds_to_what_was_generated(name: str) -> None:
    repository = generated(name)
    manifest = json.loads((repository / "tfdr.json").read_text(encoding="utf-8"))
    recorded = yaml.safe_load((repository / ".copier-answers.yml").read_text(encoding="utf-8"))
    answers = {key: value for key, value in recorded.items() if not key.startswith("_")}

    assert manifest["product"] == "tfdr"
    assert manifest["version"] == __version__
    assert manifest["answers"] == answers
    assert manifest["project"] == answers["project_name"]
    assert manifest["regions"] == [answers["primary_region"], *answers["dr_regions"]]
    for key in ("owner", "team", "cost_center", "environments"):
        assert manifest[key] == answers[key], key

    found = resources.read(repository)
    assert found.notes == []
    assert manifest["services"] == found.services
    assert {each.type for each in found.resources if each.concern == "other"} <= {"terraform_data"}
