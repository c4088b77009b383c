"""`tfdr drill`, as far as no cloud is needed: what is refused, what is reported."""

import json
import re
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tfdr import cli
from tfdr.drill import command, evidence, provider, scenarios
from tfdr.drill.report import NOT_SHOWN, Drill
from tfdr.drill.system import System
from tfdr.drill.timeline import Timeline
from tfdr.emulator.client.override import OVERRIDE_FILE, copy_with_overrides
from tfdr.errors import TfdrError
from tfdr.terraform import Terraform
from tfdr.terraform.overlay import LOCK

from tests.machine import bare, fill

__all__ = ["bare"]

TOOL = Terraform(("terraform",), "PATH", "terraform", "1.11.4")

OUTPUTS: dict[str, Any] = {
    "active_region_parameter_name": "/trading-production/active-region",
    "failover_function_names": {
        "dr": "trading-production-failover",
        "dr10": "trading-production-failover",
        "dr2": "trading-production-failover",
        "primary": "trading-production-failover",
    },
    "regions": {
        "dr": "us-west-2",
        "dr10": "eu-west-2",
        "dr2": "eu-west-1",
        "primary": "us-east-1",
    },
    "url": "https://trading.acme-markets.com",
    "region_urls": {"primary": "https://primary.trading.acme-markets.com"},
    "global_cluster_identifier": "trading-production",
    "bucket_names": {"primary": "trading-production-data"},
    "proxy_endpoints": {"primary": "trading-production.proxy-1.us-east-1.rds.amazonaws.com"},
}

TWO = {"dr": "us-west-2", "primary": "us-east-2"}


def without(*names: str) -> System:
    return System({name: value for name, value in OUTPUTS.items() if name not in names})


def test_regions_come_in_the_order_of_takeover() -> None:
    system = System(OUTPUTS)
    assert list(system.regions) == ["primary", "dr", "dr2", "dr10"]
    assert system.standby == "dr"
    assert system.name == "trading-production"


def test_outputs_that_are_missing_are_empty() -> None:
    """OPS05"""
    system = without("url", "region_urls", "global_cluster_identifier")
    assert system.domain_name == system.global_cluster == system.endpoint("dr") == ""
    assert system.cluster("dr") == system.vault("dr") == system.topic("dr") == ""
    assert system.service("dr") == ("", "")
    assert system.repositories("dr") == []


@pytest.mark.parametrize("missing", ["regions", "failover_function_names"])
def test_a_repository_without_failover_is_named(missing: str) -> None:
    with pytest.raises(TfdrError, match="has no failover function"):
        _ = without(missing).regions


def test_all_stands_for_every_scenario() -> None:
    assert scenarios.named("all") == list(scenarios.MODULES)
    assert len(scenarios.MODULES) >= 6
    for name in scenarios.MODULES:
        module = scenarios.module(name)
        assert module.TITLE
        assert callable(module.play)
        assert module.needs(System({**OUTPUTS, "regions": TWO})) == ""


def test_what_makes_no_sense_is_left_out_with_its_reason() -> None:
    names = list(scenarios.MODULES)
    bare = without("url", "global_cluster_identifier", "bucket_names")
    fitting, left_out = scenarios.fitting(names, bare)
    assert fitting == ["outage", "hanging", "switchover", "throttled"]
    assert left_out == {
        "outage-during-switchover": "it has no database to switch over",
        "database-lost": "it has no database that could be lost",
        "flapping": "it has no endpoint that could flap",
        "versions-differ": "it has no databases whose versions could differ",
        "refused-for-good": "it has no database that could be promoted",
        "restore": "it keeps no data that could be restored",
        "detached": "it has no database that could be detached",
        "login-refused": "it has no database to sign in at",
        "secret-not-replicated": "it has no database whose password is a secret",
        "long-outage": "it has no database whose password is rotated",
        "lost-for-good": "nothing is created anywhere while us-east-1 is lost",
    }


def test_a_region_is_replaced_where_aws_and_the_runbook_can() -> None:
    needs = scenarios.module("lost-for-good").needs
    assert needs(System({**OUTPUTS, "regions": TWO})) == ""
    assert "us-east-1" in needs(System({**OUTPUTS, "regions": {**TWO, "primary": "us-east-1"}}))
    assert "later standbys" in needs(System({**OUTPUTS, "regions": {**TWO, "dr2": "eu-west-1"}}))


def test_a_scenario_that_is_not_there_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["drill", str(tmp_path), "--scenario", "outtage"]) == 2
    said = capsys.readouterr().err
    assert "--scenario outtage" in said
    assert "did you mean outage?" in said


@pytest.mark.parametrize("kind", ["empty", "absent", "a file"])
def test_what_is_no_generated_repository_is_refused(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "target"
    if kind == "empty":
        target.mkdir()
    elif kind == "a file":
        target.write_text("text", encoding="utf-8")
    assert cli.main(["drill", str(target)]) == 2
    assert "name a repository that tfdr generated" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.md"))


def test_an_environment_that_is_not_there_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/production.tfvars").write_text("", encoding="utf-8")
    assert cli.main(["drill", str(tmp_path), "--environment", "producton"]) == 2
    said = capsys.readouterr().err
    assert "--environment producton" in said
    assert "production" in said


def test_a_place_where_no_report_can_be_written_is_refused_before_anything_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/production.tfvars").write_text("", encoding="utf-8")
    report_there = str(tmp_path / "nowhere" / "evidence")
    assert cli.main(["drill", str(tmp_path), "--report", report_there]) == 2
    assert "is no folder" in capsys.readouterr().err


def drilled(*, holds: bool) -> Drill:
    timeline = Timeline(quiet=True, scenario="outage")
    with timeline.step("the region | stops answering") as said:
        said.append("at once")
    timeline.check("one writer", holds, ["primary", "dr"])
    return Drill(
        "/somewhere", "trading-production", {"primary": "us-east-1", "dr": "us-west-2"},
        {"outage": "The primary region is lost"}, {"flapping": "no endpoint"}, 30, timeline,
        {"Terraform": "1.11.4"}, {},
    )  # fmt: skip


def test_the_report_says_what_was_checked_and_what_an_emulation_cannot_show(tmp_path: Path) -> None:
    page, _, data = evidence.write(drilled(holds=True), tmp_path / "evidence.md")
    text = page.read_text(encoding="utf-8")
    assert "# Drill of trading-production: PASS" in text
    assert "emulated AWS" in text
    assert "one writer | holds" in text
    assert "the region &#124; stops answering" in text
    assert "`flapping`: no endpoint" in text
    assert all(each in text for each in NOT_SHOWN)
    said = json.loads(data.read_text(encoding="utf-8"))
    assert (said["verdict"], said["checks"], said["broken"]) == ("PASS", 1, 0)
    assert [entry["kind"] for entry in said["timeline"]] == ["step", "check"]


def test_the_screen_counts_the_checks_that_the_report_counts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Those before and after the scenarios too (P14)."""
    drill = drilled(holds=True)
    drill.timeline.scenario = ""
    drill.timeline.check("nothing is left", True)
    command._summary(drill)
    shown = capsys.readouterr().out
    counted = re.findall(r"^(?:outage|before and after) +(?:survived|held) +(\d+)", shown, re.M)
    assert counted == ["1", "1"]
    assert drill.as_json()["checks"] == 2


# The version of the AWS provider. Only directories are looked at, so none has to be there.

SPANS = ">= 5.100, < 7.0, != 6.57.0"


def repository(folder: Path, constraint: str, locked: str = "") -> Path:
    folder.mkdir()
    (folder / "terraform.tf").write_text(
        'terraform {\n  required_providers {\n    aws = {\n      source  = "hashicorp/aws"\n'
        f'      version = "{constraint}"\n    }}\n  }}\n}}\nprovider "aws" {{\n}}\n'
    )
    if locked:
        (folder / LOCK).write_text(
            f'provider "registry.terraform.io/hashicorp/aws" {{\n  version = "{locked}"\n}}\n'
        )
    return folder


@pytest.mark.parametrize(
    ("constraint", "offered", "asked", "pinned", "reason"),
    [
        (SPANS, ["5.100.0"], "", "5.100.0", "the version that tfdr is proven with"),
        (SPANS, ["5.100.0", "6.73.0"], "", "5.100.0", "the version that tfdr is proven with"),
        (SPANS, [], "", "5.100.0", "the version that tfdr is proven with"),  # of a registry
        (SPANS, ["6.73.0"], "", "", "5.100.0, which tfdr is proven with, is not on this machine"),
        (SPANS, ["5.100.0", "6.73.0"], "6.73.0", "6.73.0", "TFDR_PROVIDER asks for it"),
        (
            ">= 6.58, < 7.0",
            ["5.100.0", "6.73.0"],
            "",
            "",
            "`>= 6.58, < 7.0` does not allow 5.100.0, which tfdr is proven with",
        ),
    ],
)
def test_a_drill_runs_what_tfdr_is_proven_with_where_it_can(
    constraint: str,
    offered: list[str],
    asked: str,
    pinned: str,
    reason: str,
    tmp_path: Path,
    bare: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fill(bare / ".terraform.d" / "plugins", *offered)
    monkeypatch.setenv("TFDR_PROVIDER", asked)
    choice = provider.choose(repository(tmp_path / "system", constraint), TOOL, None)
    assert (choice.pinned, choice.reason) == (pinned, reason)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("6.57.0", f"TFDR_PROVIDER=6.57.0: the repository allows {SPANS}"),
        ("newest", "TFDR_PROVIDER=newest: the repository allows"),
        ("6.70.0", "TFDR_PROVIDER=6.70.0: it is not on this machine, which has 5.100.0"),
    ],
)
def test_a_version_that_cannot_be_had_is_refused(
    asked: str, message: str, tmp_path: Path, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(bare / ".terraform.d" / "plugins", "5.100.0")
    monkeypatch.setenv("TFDR_PROVIDER", asked)
    with pytest.raises(TfdrError, match=re.escape(message)):
        provider.choose(repository(tmp_path / "system", SPANS), TOOL, None)


@pytest.mark.usefixtures("bare")
def test_the_report_says_which_version_ran_and_what_would_run_outside(tmp_path: Path) -> None:
    spans = provider.choose(repository(tmp_path / "spans", SPANS), TOOL, None)
    locked = provider.choose(repository(tmp_path / "locked", SPANS, "6.73.0"), TOOL, None)
    told = [
        replace(drilled(holds=True), provider=provider.Ran(each, "5.100.0", "terraform"))
        for each in (spans, locked)
    ]
    assert "AWS provider 5.100.0: the version that tfdr is proven with." in told[0].as_markdown()
    assert (
        f"terraform init installs the newest version that `{SPANS}` allows: commit the {LOCK}"
        in told[0].as_markdown()
    )
    said = told[1].as_json()["provider"]
    assert (said["version"], said["locked"]) == ("5.100.0", "6.73.0")
    assert said["outside"].endswith(f"terraform init installs 6.73.0, which {LOCK} names.")


def test_a_drill_deploys_with_the_version_that_was_chosen(
    tmp_path: Path,
    bare: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    class Stopped:
        @staticmethod
        def of(*arguments: object) -> None:
            raise TfdrError(f"deployed with {arguments[-1]}")

    fill(bare / ".terraform.d" / "plugins", "5.100.0", "6.73.0")
    system = repository(tmp_path / "system", SPANS)
    (system / "environments").mkdir()
    (system / "environments/production.tfvars").touch()
    monkeypatch.setattr(command, "Deployment", Stopped)
    monkeypatch.setattr(command.server, "running", lambda *_args, **_kwargs: nullcontext())
    for asked, ran in (("", "5.100.0"), ("6.73.0", "6.73.0")):
        monkeypatch.setenv("TFDR_PROVIDER", asked)
        assert cli.main(["drill", str(system)]) == 2
        assert f"deployed with {ran}" in capsys.readouterr().err


def test_a_version_is_pinned_in_the_copy_alone(tmp_path: Path) -> None:
    original = repository(tmp_path / "system", SPANS, "6.73.0")
    copy_with_overrides(original, tmp_path / "copy", "5.100.0")
    assert 'version = "5.100.0"' in (tmp_path / "copy" / OVERRIDE_FILE).read_text()
    assert not (tmp_path / "copy" / LOCK).exists()
    copy_with_overrides(original, tmp_path / "as-it-is")
    assert "required_providers" not in (tmp_path / "as-it-is" / OVERRIDE_FILE).read_text()
    assert provider.locked_in(tmp_path / "as-it-is") == provider.locked_in(original) == "6.73.0"


def test_a_check_that_did_not_hold_fails_the_drill() -> None:
    drill = drilled(holds=False)
    assert drill.verdict == "FAIL"
    assert "**broken**: ['primary', 'dr']" in drill.as_markdown()


def test_a_report_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TfdrError, match="--report"):
        evidence.write(drilled(holds=True), tmp_path / "nowhere" / "evidence")


def test_the_timeline_is_shown_as_it_grows(capsys: pytest.CaptureFixture[str]) -> None:
    timeline = Timeline(scenario="outage")
    with timeline.step("a step") as said:
        said.append("done")
    timeline.check("what holds", True, "a detail that nobody needs")
    timeline.check("what does not", False, "because")
    shown = capsys.readouterr().out
    assert "a step: done" in shown
    assert "ok      what holds\n" in shown
    assert "BROKEN  what does not: because" in shown
    assert [entry.text for entry in timeline.broken] == ["what does not"]
