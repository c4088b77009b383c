"""OPS05: every output of every preset is looked at, and any of them may be missing."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tfdr import hcl
from tfdr.emulator.client.emulator import Emulator

from tests.deployed import program
from tests.renders import rendered
from tests.support import PRESETS

REGIONS = {"primary": "us-east-1", "dr": "us-west-2"}
TOPIC = "arn:aws:sns:{}:123456789012:trading-production-alerts"
# One of each form; what they name is not there.
OUTPUTS: dict[str, Any] = {
    "active_region_parameter_name": "/trading-production/active-region",
    "alert_topic_arns": {role: TOPIC.format(code) for role, code in REGIONS.items()},
    "bucket_names": {role: f"trading-{code}" for role, code in REGIONS.items()},
    "database_cluster_identifiers": {role: f"trading-{role}" for role in REGIONS},
    "failover_function_names": dict.fromkeys(REGIONS, "trading-production-failover"),
    "global_cluster_identifier": "trading-production",
    "regions": REGIONS,
    "region_urls": {role: f"https://{role}.trading.example.com" for role in REGIONS},
    "url": "https://trading.example.com",
}


def run(
    outputs: object, environment: dict[str, str], *more: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(program.FOLDER), "--outputs", "-", *more],
        input=outputs if isinstance(outputs, str) else json.dumps(outputs),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def said(values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: {"value": value} for name, value in values.items()}


@pytest.mark.parametrize("preset", PRESETS)
def test_every_output_is_looked_at(preset: str) -> None:
    declared = {block.labels[0] for block in hcl.read_module(rendered(preset)).of_kind("output")}
    asked = {name for each in program.QUESTIONS.values() for name in each.outputs}
    # What says where to ask, and in which hosted zone.
    assert declared - asked <= {"regions", "hosted_zone_id"}


def test_no_question_asks_for_an_output_that_no_preset_has() -> None:
    declared = {
        block.labels[0]
        for preset in PRESETS
        for block in hcl.read_module(rendered(preset)).of_kind("output")
    }
    assert {name for each in program.QUESTIONS.values() for name in each.outputs} <= declared


def test_each_question_is_asked_once() -> None:
    both = (*program.questions.ONCE, *program.questions.EACH)
    assert len(program.QUESTIONS) == len(both)


@pytest.mark.parametrize("missing", ["", "regions", "url"])
def test_it_goes_without_an_output(
    missing: str, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_it_goes_without(missing, emulator, monkeypatch)


@pytest.mark.long(pool="one-output-missing")
@pytest.mark.parametrize("missing", [name for name in OUTPUTS if name not in ("regions", "url")])
def test_it_goes_without_any_output(
    missing: str, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_it_goes_without(missing, emulator, monkeypatch)


def assert_it_goes_without(
    missing: str, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in emulator.environment().items():
        monkeypatch.setenv(name, value)
    values = {name: value for name, value in OUTPUTS.items() if name != missing}

    report = program.check.look(program.system.System.of(said(values)))

    assert report.regions == REGIONS  # without the output they are those of the ARNs
    assert report.silent == []
    assert not report.in_order
    skipped = {name for each in report.skipped.values() for name in each["outputs"]}
    assert skipped & set(OUTPUTS) == {missing} & set(OUTPUTS) - {"regions"}
    assert report.count("unknown") == 0, list(report.lines())
    assert "Nobody says which region is active." in report.verdict


@pytest.mark.parametrize("value", [None, {}, [], "text", {"primary": None}, {"dr": 1}, 7])
def test_an_output_of_another_form_ends_nothing(
    value: object, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, setting in emulator.environment().items():
        monkeypatch.setenv(name, setting)
    topics = {"regions": REGIONS, "alert_topic_arns": OUTPUTS["alert_topic_arns"]}
    outputs = {**topics, "bucket_names": value, "region_urls": value, "url": value}

    report = program.check.look(program.system.System.of(said(outputs)))

    assert report.answers["primary"]["Is anybody told of its alarms?"]
    assert not report.in_order


def test_what_is_found_is_grouped_by_region_and_question(emulator: Emulator) -> None:
    ran = run(said(OUTPUTS), emulator.environment())

    lines = ran.stdout.splitlines()
    assert ran.returncode == 1
    assert ran.stderr == ""
    places = [line for line in lines if line and not line.startswith((" ", "not asked"))]
    assert places == ["between regions", "primary  us-east-1", "dr  us-west-2", lines[-1]]
    assert "  WRONG    Is anybody told of its alarms?" in lines
    assert any(TOPIC.format("us-west-2") in line or "NotFound" in line for line in lines)
    assert lines[-1].startswith("Nobody says which region is active. ")
    assert "things are wrong." in lines[-1]


def test_regions_that_do_not_respond_are_named(emulator: Emulator) -> None:
    emulator.begin_outage("us-east-1")
    try:
        ran = run(said(OUTPUTS), emulator.environment(), "--json")
    finally:
        emulator.end_outage("us-east-1")
    report = json.loads(ran.stdout)
    assert report["silent"] == ["primary"]
    assert set(report["answers"]) == {"between regions", "dr"}
    assert not report["in_order"]
    assert "No answer from us-east-1 (primary)." in report["verdict"]


@pytest.mark.parametrize(
    ("outputs", "message"),
    [
        ("", "the outputs cannot be read"),
        ("{}", "the outputs name no region: run it where the state is initialized"),
        ("[]", "the outputs cannot be read"),
    ],
)
def test_outputs_that_say_nothing_are_refused(
    outputs: str, message: str, emulator: Emulator
) -> None:
    ran = run(outputs, emulator.environment())
    assert ran.returncode == 2
    assert message in ran.stderr
    assert "Traceback" not in ran.stderr


def test_credentials_that_are_missing_are_named(tmp_path: Path) -> None:
    nobody = {"AWS_EC2_METADATA_DISABLED": "true", "HOME": str(tmp_path), "PATH": ""}
    ran = run(said(OUTPUTS), nobody)
    assert ran.returncode == 2
    assert "AWS does not take these credentials: Unable to locate credentials" in ran.stderr
