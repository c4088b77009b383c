"""The JSON Schema of the answers: current, right about presets, and right about faults."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.support import ROOT
from tools import schema

PRESETS = sorted((ROOT / "presets").glob("*.yml"))


@pytest.fixture(scope="module")
def checked_in() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "presets" / "schema.json").read_text())
    return found


def test_it_is_current() -> None:
    assert (ROOT / "presets" / "schema.json").read_text() == schema.text(), (
        "copier.yml changed: run python -m tools.schema --write"
    )


def test_it_is_a_schema(checked_in: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(checked_in)


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.stem)
def test_a_preset_is_valid_and_names_the_schema(path: Path, checked_in: dict[str, Any]) -> None:
    assert "# yaml-language-server: $schema=schema.json" in path.read_text().splitlines()
    jsonschema.validate(yaml.safe_load(path.read_text()), checked_in)


@pytest.mark.parametrize(
    "change",
    [
        {"project_name": "Not A Name"},
        {"project_name": "${bad}"},
        {"strategy": "cold"},
        {"dr_regions": "us-west-2"},
        {"dr_regions": []},
        {"alert_emails": ["nobody"]},
        {"alert_emails": ["a@acme-markets.com", "a@acme-markets.com"]},
        {"availability_zones": 4},
        {"availability_zones": "2"},
        {"rpo_minutes": "5"},
        {"regoin": "us-east-1"},
        {"patterns": {}},
    ],
    ids=str,
)
def test_a_fault_is_found(change: dict[str, Any], checked_in: dict[str, Any]) -> None:
    answers = yaml.safe_load((ROOT / "presets" / "trading-platform.yml").read_text())

    jsonschema.validate(answers, checked_in)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**answers, **change}, checked_in)


@pytest.mark.parametrize("name", ["project_name", "owner", "domain_name", "alert_emails"])
def test_an_answer_without_default_is_required(name: str, checked_in: dict[str, Any]) -> None:
    answers = yaml.safe_load((ROOT / "presets" / "trading-platform.yml").read_text())
    del answers[name]

    with pytest.raises(jsonschema.ValidationError, match=name):
        jsonschema.validate(answers, checked_in)


def test_every_question_is_explained(checked_in: dict[str, Any]) -> None:
    for name, described in checked_in["properties"].items():
        assert len(described["description"]) > 10, name
