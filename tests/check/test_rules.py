"""The layer `rules` of `tfdr check`: choices, waivers, formats, and that nothing ends it."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif
from tfdr.check import judging
from tfdr.rules import UNKNOWN, registry
from tfdr.rules.page import FAILS

from tests.renders import rendered
from tests.support import Done, Tfdr, snapshot
from tests.test_presets import PRESETS

KEY = 'resource "aws_kms_key" "data" {\n  enable_key_rotation = true\n}\n'
ALARM = """\
resource "aws_cloudwatch_metric_alarm" "a" {
  alarm_name          = "a-${var.suffix}"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  ok_actions          = ["arn:aws:sns:eu-west-1:123456789012:alerts"]
}
"""
SUFFIX = 'variable "suffix" {\n  description = "Suffix."\n}\n'


@pytest.fixture
def checked(tfdr: Tfdr, tmp_path: Path) -> "Check":
    return Check(tfdr, tmp_path / "x")


class Check:
    """Writes files and checks them."""

    def __init__(self, tfdr: Tfdr, root: Path) -> None:
        self.root = root
        self._tfdr = tfdr

    def run(self, files: dict[str, str], *flags: str) -> Done:
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        # As in what tfdr generated, all rules count.
        (self.root / "tfdr.json").write_text("{}")
        return self._tfdr("check", self.root, "--no-terraform", *flags)

    def found(self, files: dict[str, str], *flags: str) -> dict[str, Any]:
        done = self.run(files, "--format", "json", *flags)
        assert done.out, done.err
        report: dict[str, Any] = json.loads(done.out)
        assert report["exit_code"] == done.code
        return report


def brief(report: dict[str, Any], what: str = "findings") -> list[tuple[str, str, int, str]]:
    return [(each["id"], each["file"], each["line"], each["address"]) for each in report[what]]


def test_a_failure_is_a_finding_of_its_layer(checked: Check) -> None:
    report = checked.found({"main.tf": KEY})
    (finding,) = report["findings"]
    assert finding == {
        "id": "NAM05",
        "file": "main.tf",
        "line": 1,
        "address": "aws_kms_key.data",
        "message": "has no alias",
        "fix": "Add an aws_kms_alias whose target_key_id is the key.",
        "severity": "warning",
    }
    assert (report["verdict"], report["exit_code"]) == ("FAIL", 1)
    assert ("rules", "FAIL", "1 finding") in [
        (each["name"], each["verdict"], each["reason"]) for each in report["layers"]
    ]
    rules = {each["id"]: each for each in report["rules"]}
    assert (rules["NAM05"]["fail"], rules["NAM05"]["pass"]) == (1, 0)
    assert (rules["OBS01"]["fail"], rules["OBS01"]["pass"]) == (0, 0)


def test_what_is_unknown_is_neither_a_failure_nor_passed_over(checked: Check) -> None:
    alias = 'variable "key" {}\nresource "aws_kms_alias" "a" {\n  target_key_id = var.key\n}\n'
    report = checked.found({"main.tf": KEY, "alias.tf": alias})
    assert (report["findings"], report["exit_code"]) == ([], 0)
    assert brief(report, "unknown") == [("NAM05", "main.tf", 1, "aws_kms_key.data")]
    done = checked.run({})
    assert "main.tf:1: NAM05 aws_kms_key.data: depends on aws_kms_alias.a." in done.out


def test_text_shows_place_line_reason_and_what_to_do(checked: Check) -> None:
    done = checked.run({"main.tf": SUFFIX + ALARM})
    assert done.code == 1
    for text in (
        "OBS01 error: Every alarm has alarm actions",
        "  main.tf:4: has no alarm_actions.",
        '    4 | resource "aws_cloudwatch_metric_alarm" "a" {',
        "    aws_cloudwatch_metric_alarm.a\n",
        "  Why: An alarm without actions",
        "  Fix: Set alarm_actions to",
    ):
        assert text in done.out, text


# Which rules count


@pytest.mark.parametrize(
    ("flags", "ids"),
    [
        (("--select", "OBS"), ["OBS01"]),
        (("--select", "nam05,OBS01"), ["NAM05", "OBS01"]),
        (("--select", "OBS01", "--select", "NAM"), ["NAM05", "OBS01"]),
        (("--ignore", "OBS"), ["NAM05"]),
        (("--severity", "error"), ["OBS01"]),
        (("--severity", "info"), ["NAM05", "OBS01"]),
        ((), ["NAM05", "OBS01"]),
    ],
)
def test_a_person_chooses_rules(checked: Check, flags: tuple[str, ...], ids: list[str]) -> None:
    report = checked.found({"main.tf": SUFFIX + ALARM, "key.tf": KEY}, *flags)
    assert sorted({each["id"] for each in report["findings"]}) == ids


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tfdr.toml", 'ignore = ["OBS"]\n'),
        ("tfdr.toml", 'select = ["NAM05"]\nseverity = "info"\n'),
        ("pyproject.toml", '[project]\nname = "x"\n[tool.tfdr]\nignore = ["OBS01"]\n'),
    ],
)
def test_a_file_chooses_too_and_a_flag_replaces_it(checked: Check, name: str, text: str) -> None:
    files = {"main.tf": SUFFIX + ALARM, "key.tf": KEY, name: text}
    assert {each["id"] for each in checked.found(files)["findings"]} == {"NAM05"}
    flags = ("--select", "OBS", "--ignore", "NAM")
    assert {each["id"] for each in checked.found({}, *flags)["findings"]} == {"OBS01"}


def test_the_report_says_what_is_ignored_and_where(checked: Check) -> None:
    done = checked.run({"main.tf": KEY, "tfdr.toml": 'ignore = ["NAM05"]\n'})
    assert done.code == 0
    assert "Ignored: NAM05 (tfdr.toml)" in done.out


@pytest.mark.parametrize(
    ("files", "flags", "message"),
    [
        ({}, ("--select", "OBS99"), "--select: there is no rule OBS99; did you mean OBS"),
        ({}, ("--ignore", "%$"), "docs/rules/README.md lists them"),
        ({}, ("--var-file", "gone.tfvars"), "there is no such file"),
        ({"tfdr.toml": 'var_files = ["x"]'}, (), "tfdr: tfdr.toml: var_files: x: there is no"),
        ({"tfdr.toml": "ignore = ["}, (), "tfdr.toml is no TOML"),
        ({"tfdr.toml": "ignor = []"}, (), "did you mean ignore?"),
        ({"tfdr.toml": "ignore = 1"}, (), "ignore has to be a list of strings"),
        ({"tfdr.toml": 'ignore = ["X"]'}, (), "tfdr.toml: ignore: there is no rule X"),
        ({"tfdr.toml": 'severity = "bad"'}, (), "severity has to be one of error, warning"),
        ({"pyproject.toml": "[tool]\ntfdr = 1"}, (), "has to be a table"),
        ({"tfdr.toml": "# " + "x" * 300_000}, (), "is larger than 256 KiB"),
    ],
)
def test_a_wrong_choice_is_refused(
    checked: Check, files: dict[str, str], flags: tuple[str, ...], message: str
) -> None:
    done = checked.run({"main.tf": KEY, **files}, *flags)
    assert (done.code, done.out) == (2, "")
    assert message in done.message


def test_values_of_variables_come_from_files(checked: Check) -> None:
    text = (
        'variable "topics" {\n  type = list(string)\n}\n'
        + SUFFIX
        + ALARM.replace("}\n", "  alarm_actions = var.topics\n}\n", 1).replace(
            "${var.suffix}", "x-${var.suffix}"
        )
    )
    text = text.replace('a-x-${var.suffix}"', 'a-${var.suffix}"')
    files = {"main.tf": text, "environments/a.tfvars": "topics = []\n"}
    assert {each["line"] for each in checked.found(files, "--select", "OBS01")["findings"]}
    both = checked.found({"environments/b.tfvars": 'topics = ["arn"]\n'}, "--select", "OBS01")
    assert both["findings"] == []
    assert {each["message"] for each in both["unknown"]} == {"depends on var.topics"}
    one = ("--select", "OBS01", "--var-file", str(checked.root / "environments" / "b.tfvars"))
    assert not checked.found({}, *one)["unknown"]
    auto = checked.found({"x.auto.tfvars.json": '{"topics": []}'}, "--select", "OBS01")
    assert len(auto["findings"]) == 1


# Rules that earlier layers check: CMP01, CMP02, CMP03 and CMP07

AWS = """\
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 6.0"
    }
  }
}
"""
EARLIER = {
    "CMP01": 'module "m" {\n  source = "a/b/c"\n}\n',
    "CMP02": 'resource "aws_sns_topic" "t" {\n  name = var.gone\n}\n',
    "CMP03": 'resource "aws_sns_topic" "t" {\n  name = "$${var.suffix}"\n}\n' + SUFFIX,
    "CMP07": 'resource "aws_eip" "e" {\n  vpc = true\n}\n',
}


@pytest.mark.parametrize(("id_", "text"), EARLIER.items())
def test_a_rule_of_an_earlier_layer_is_chosen_like_the_others(
    checked: Check, id_: str, text: str
) -> None:
    files = {"main.tf": text, "aws.tf": AWS}
    report = checked.found(files, "--select", id_)
    assert [each["id"] for each in report["findings"]] == [id_]
    assert [(each["id"], each["fail"]) for each in report["rules"]] == [(id_, 1)]
    assert "\n1 rules: 0 pass, 1 fail\n" in checked.run(files, "--select", id_).out
    for flags in (("--ignore", id_, "--select", "CMP0"), ("--select", "OBS")):
        report = checked.found(files, *flags)
        assert (report["findings"], report["exit_code"]) == ([], 0)
        assert id_ not in [each["id"] for each in report["rules"]]


@pytest.mark.parametrize(("id_", "text"), EARLIER.items())
def test_a_rule_of_an_earlier_layer_is_waived_like_the_others(
    checked: Check, id_: str, text: str
) -> None:
    files = {"main.tf": f"# tfdr:ignore {id_} moves next week\n{text}", "aws.tf": AWS}
    report = checked.found(files, "--select", "CMP0")
    assert (report["findings"], report["exit_code"]) == ([], 0)
    (waived,) = report["waived"]
    assert (waived["id"], waived["reason"], waived["line"]) == (id_, "moves next week", 3)
    assert report["waivers"][0]["used"] == 1
    report = checked.found({"main.tf": f"# tfdr:ignore {id_} moves next week\n{SUFFIX}"})
    (finding,) = report["findings"]
    assert finding["message"] == f"nothing here violates {id_}: the waiver is not used"


def test_a_deprecation_is_a_warning(checked: Check) -> None:
    files = {"main.tf": EARLIER["CMP07"], "aws.tf": AWS}
    assert checked.found(files)["findings"][0]["severity"] == "warning"
    assert checked.found({}, "--severity", "error")["findings"] == []


def test_a_waiver_is_not_called_unused_where_the_layer_did_not_run(checked: Check) -> None:
    waived = "# tfdr:ignore CMP02 moves next week\n" + SUFFIX
    broken = checked.found({"main.tf": waived, "broken.tf": "x {"})
    assert [each["id"] for each in broken["findings"]] == ["PARSE"]
    (checked.root / "broken.tf").unlink()
    unknown = checked.found({"aws.tf": AWS.replace(">= 5.100, < 6.0", "~> 3.0")})
    assert unknown["findings"] == []


def test_a_layer_of_which_no_rule_was_chosen_did_not_run(checked: Check) -> None:
    report = checked.found({"main.tf": SUFFIX}, "--select", "NAM")
    verdicts = {each["name"]: each["verdict"] for each in report["layers"]}
    assert (verdicts["references"], verdicts["rules"]) == ("NOT RUN", "PASS")
    report = checked.found({}, "--select", "CMP01")
    verdicts = {each["name"]: each["verdict"] for each in report["layers"]}
    assert (verdicts["references"], verdicts["rules"]) == ("PASS", "NOT RUN")


# Waivers


@pytest.mark.parametrize(
    "text",
    [
        "# tfdr:ignore NAM05 made by hand\n" + KEY,
        "// tfdr:ignore NAM05: made by hand\n# and a comment\n" + KEY,
        KEY.replace("{\n", "{ # tfdr:ignore NAM05 made by hand\n"),
        KEY.replace("  enable", "  # tfdr:ignore OBS01,NAM05 made by hand\n  enable"),
        KEY.replace("  enable", "  /* tfdr:ignore NAM05 made by hand */\n  enable"),
        "# tfdr:ignore NAM01, NAM05 made by hand\n" + KEY,
    ],
)
def test_a_waiver_with_a_reason_counts_and_is_listed(checked: Check, text: str) -> None:
    report = checked.found({"main.tf": text}, "--select", "NAM05")
    assert (report["findings"], report["exit_code"]) == ([], 0)
    (waived,) = report["waived"]
    assert (waived["id"], waived["reason"]) == ("NAM05", "made by hand")
    assert report["waivers"][0]["used"] == 1
    done = checked.run({}, "--select", "NAM05")
    assert "NAM05: made by hand" in done.out.split("Waived:")[1]


@pytest.mark.parametrize(
    "line",
    [
        'description = "see # tfdr:ignore NAM05 for nothing"',
        "description = <<EOT\n# tfdr:ignore NAM05 for nothing\nEOT",
        'description = "${var.suffix} // tfdr:ignore NAM05 for nothing"',
        'tags = { "/* tfdr:ignore NAM05 for nothing" = 1 }',
    ],
)
def test_a_waiver_in_a_text_is_none(checked: Check, line: str) -> None:
    key = KEY.replace("  enable", f"  {line}\n  enable")
    report = checked.found({"main.tf": SUFFIX + key}, "--select", "NAM05")
    assert [each["id"] for each in report["findings"]] == ["NAM05"]
    assert report["waivers"] == []


def test_a_waiver_beside_a_text_counts(checked: Check) -> None:
    line = 'description = "a # b" # tfdr:ignore NAM05 made by hand\n'
    report = checked.found({"main.tf": KEY.replace("  enable", f"  {line}  enable")})
    assert (report["findings"], report["waivers"][0]["line"]) == ([], 2)


def _policies() -> list[str]:
    """The root and the module `role` of the policies that SEC02A refuses."""
    (case,) = (each for each in registry.registered()["SEC02A"].page.cases if len(each.blocks) > 1)
    return [each.text for each in case.files()]


def test_a_waiver_counts_for_all_rules_of_one_requirement(checked: Check) -> None:
    policy, role = _policies()
    user = 'resource "aws_iam_user_policy"'
    text = policy.replace(user, f"# tfdr:ignore SEC02 legacy\n{user}")
    files = {"main.tf": text, "role/main.tf": role}
    report = checked.found(files, "--select", "SEC02A")
    assert [each["address"] for each in report["waived"]] == ["aws_iam_user_policy.text"]


def test_a_waiver_where_the_statement_is_written_counts_too(checked: Check) -> None:
    policy, role = _policies()
    text = policy.replace("  statements = [{", "  # tfdr:ignore SEC02A legacy\n  statements = [{")
    files = {"main.tf": text, "role/main.tf": role}
    report = checked.found(files, "--select", "SEC02A")
    addresses = [each["address"] for each in report["waived"]]
    assert addresses == ["module.role.aws_iam_role_policy.this"]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("# tfdr:ignore NAM05\n" + KEY, ["gives no reason, so it does not count", "has no alias"]),
        ("# tfdr:ignore\n" + KEY, ["this waiver names no rule", "has no alias"]),
        ("# tfdr:ignore NAM95 why\n" + KEY, ["there is no rule NAM95", "has no alias"]),
        ("# tfdr:ignore OBS01 why\n" + KEY, ["nothing here violates OBS01", "has no alias"]),
        (KEY + "\n# tfdr:ignore NAM05 why\n", ["nothing here violates NAM05", "has no alias"]),
    ],
)
def test_a_waiver_that_does_not_count_is_reported(
    checked: Check, text: str, messages: list[str]
) -> None:
    report = checked.found({"main.tf": text})
    found = sorted(each["message"] for each in report["findings"])
    assert len(found) == 2
    assert all(any(message in each for each in found) for message in messages), found
    assert {each["id"] for each in report["findings"]} == {"WAIVER", "NAM05"}


def test_a_waiver_of_a_rule_that_did_not_run_is_left_alone(checked: Check) -> None:
    text = "# tfdr:ignore NAM05 made by hand\n" + KEY
    assert checked.found({"main.tf": text}, "--select", "OBS")["findings"] == []


# What others wrote


def test_what_a_terminal_would_obey_is_shown_and_not_sent(checked: Check) -> None:
    escape = "\x1b[2J\x9b31m\x07"
    shown = "\\x1b[2J\\x9b31m\\x07"
    topic = f'resource "aws_sns_topic" "t" {{\n  name = var.gone # {escape}\n}}\n'
    waived = f"# tfdr:ignore NAM05 made {escape}\n" + KEY.replace("data", "other")
    done = checked.run({f"a{escape}.tf": topic, "main.tf": waived}, "--select", "CMP02,NAM05")
    assert f"a{shown}.tf:2: CMP02" in done.out
    assert f"made {shown}" in done.out.split("Waived:")[1]
    assert not set(escape) & set(done.out) - set("[2J31m")
    alarm = ALARM.replace(" {\n", f" {{ # {escape}\n", 1)
    done = checked.run({"alarm.tf": SUFFIX + alarm}, "--select", "OBS01")
    assert f'4 | resource "aws_cloudwatch_metric_alarm" "a" {{ # {shown}' in done.out
    assert not set(escape) & set(done.out) - set("[2J31m")


def test_what_a_file_of_settings_says_is_shown_and_not_sent(checked: Check) -> None:
    done = checked.run({"main.tf": KEY, "tfdr.toml": 'select = ["\\u001b[2J\\u009b"]\n'})
    assert "there is no rule \\x1b[2J\\x9b;" in done.message
    assert not set("\x1b\x9b") & set(done.err)


# Formats


def test_sarif_is_what_the_published_schema_asks(
    checked: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    waived = "# tfdr:ignore NAM05 made by hand\n" + KEY.replace("data", "other")
    files = {"main.tf": KEY + waived, "a b/main.tf": SUFFIX + ALARM}
    checked.root.mkdir()
    monkeypatch.chdir(checked.root)
    done = checked.run(files, "--format", "sarif")
    log = json.loads(done.out)
    Sarif.model_validate(log)
    (run,) = log["runs"]
    results = run["results"]
    assert [each["ruleId"] for each in results] == ["NAM05", "OBS01", "NAM05"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in results)
    assert [each["level"] for each in results] == ["warning", "error", "warning"]
    place = results[1]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "a%20b/main.tf", "uriBaseId": "SRCROOT"}
    assert place["region"] == {"startLine": 4}
    assert results[2]["suppressions"] == [{"kind": "inSource", "justification": "made by hand"}]
    assert "suppressions" not in results[0]
    assert all(rule["helpUri"].startswith("https://docs.aws.amazon.com/") for rule in rules)


def test_sarif_has_what_is_about_no_file_and_what_other_layers_find(checked: Check) -> None:
    case = registry.registered()["OBS03"].page.first(FAILS)
    checked.run({each.path: each.text for each in case.files()})
    log = json.loads(checked.run({"x.tf": "a {"}, "--format", "sarif", "--select", "OBS03").out)
    Sarif.model_validate(log)
    assert [each["ruleId"] for each in log["runs"][0]["results"]] == ["PARSE"]
    (checked.root / "x.tf").unlink()
    log = json.loads(checked.run({}, "--format", "sarif", "--select", "OBS03").out)
    Sarif.model_validate(log)
    (result,) = log["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("main.tf")


def test_annotations_name_file_line_and_rule(checked: Check) -> None:
    done = checked.run({"a,b/main.tf": KEY}, "--format", "github")
    assert done.out.splitlines()[0] == (
        "::warning file=a%2Cb/main.tf,line=1,title=NAM05::aws_kms_key.data: has no alias%0A"
        "Add an aws_kms_alias whose target_key_id is the key."
    )
    assert done.code == 1


# Nothing ends it


def test_a_broken_file_leaves_the_rest_checked(checked: Check) -> None:
    report = checked.found({"main.tf": SUFFIX + ALARM, "key.tf": KEY, "broken.tf": "x {"})
    assert ("PARSE", "broken.tf", 1, "") in brief(report)
    # What an alarm has is in its own block; an alias may be in the broken file.
    assert {each["id"] for each in report["findings"]} == {"PARSE", "OBS01"}
    (unknown,) = (each for each in report["unknown"] if each["id"] == "NAM05")
    assert "could not be read" in unknown["message"]


def test_a_broken_file_of_another_root_changes_nothing(checked: Check) -> None:
    report = checked.found({"main.tf": KEY, "bootstrap/broken.tf": "x {"})
    assert {each["id"] for each in report["findings"]} == {"PARSE", "NAM05"}


def test_a_rule_that_fails_itself_is_unknown(
    checked: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_system: object) -> None:
        raise KeyError("x")

    rule = registry.replace(registry.registered()["NAM05"], check=broken)
    monkeypatch.setattr(judging, "chosen", lambda *_: {"NAM05": rule})
    report = checked.found({"main.tf": KEY})
    assert [each["message"] for each in report["unknown"]] == [
        "the rule itself failed: KeyError: 'x'"
    ]
    assert UNKNOWN


LOOP = 'module "again" {\n  source = "./"\n}\n'
PING = 'module "pong" {\n  source = "../b"\n}\n' + KEY
PONG = 'module "ping" {\n  source = "../a"\n}\n'
WIDE = "".join(f'module "m{n}" {{\n  source = "./next"\n}}\n' for n in range(20))

HOSTILE: dict[str, dict[str, str]] = {
    "a module that calls itself": {"main.tf": LOOP + KEY},
    "modules that call each other": {
        "main.tf": 'module "a" {\n  source = "./a"\n}\n',
        "a/main.tf": PING,
        "b/main.tf": PONG,
    },
    "modules that double at each level": {
        "main.tf": WIDE,
        "next/main.tf": WIDE,
        "next/next/main.tf": WIDE,
        "next/next/next/main.tf": KEY,
    },
    "locals that lead to themselves": {
        "main.tf": "locals {\n  a = local.b\n  b = local.a\n}\n"
        'resource "aws_sqs_queue" "a" {\n  name = local.a\n  count = local.b\n}\n'
    },
    "a resource that leads to itself": {
        "main.tf": 'resource "aws_sqs_queue" "a" {\n  for_each = aws_sqs_queue.a\n'
        "  name = aws_sqs_queue.a[each.key].name\n  tags = self.tags\n}\n"
    },
    "a huge count": {"main.tf": KEY.replace("{\n", "{\n  count = 100000000000\n", 1)},
    "a huge range": {"main.tf": KEY.replace("{\n", "{\n  for_each = toset(range(99999999))\n", 1)},
    "a huge power": {"main.tf": "locals {\n  a = pow(9, pow(9, pow(9, 9)))\n}\n" + KEY},
    "a huge text": {
        "main.tf": 'locals {\n  a = format("%099999999999d", 1)\n}\n'
        'resource "aws_sqs_queue" "a" {\n  name = local.a\n}\n'
    },
    "a pattern that never ends": {
        "main.tf": f'resource "aws_sqs_queue" "a" {{\n  name = regex("(a+)+$", "{"a" * 60}b")\n}}\n'
    },
    "a list that doubles": {
        "main.tf": "locals {\n  l0 = [1, 2]\n"
        + "".join(f"  l{n + 1} = concat(local.l{n}, local.l{n})\n" for n in range(60))
        + '}\nresource "aws_sqs_queue" "a" {\n  name = join("", local.l60)\n}\n'
    },
    "a text that doubles": {
        "main.tf": 'locals {\n  t0 = "ab"\n'
        + "".join(f'  t{n + 1} = "${{local.t{n}}}${{local.t{n}}}"\n' for n in range(60))
        + '}\nresource "aws_sqs_queue" "a" {\n  name = local.t60\n}\n'
    },
    "an object that doubles": {
        "main.tf": "locals {\n  o0 = { x = 1 }\n"
        + "".join(f"  o{n + 1} = {{ a = local.o{n}, b = local.o{n} }}\n" for n in range(60))
        + '}\nresource "aws_sqs_queue" "a" {\n  name = jsonencode(local.o60)\n}\n'
    },
    "loops in loops": {
        "main.tf": "locals {\n  r = range(4000)\n"
        "  a = [for x in local.r : [for y in local.r : [for z in local.r : x]]]\n}\n"
        'resource "aws_sqs_queue" "a" {\n  name = local.a[0][0][0]\n}\n'
    },
    "calls of nothing": {
        "main.tf": 'resource "aws_sqs_queue" "a" {\n  name = coalesce()\n'
        '  tags = merge(1, "x", null)\n  count = length()\n}\n'
    },
    "numbers that are none": {
        "main.tf": 'resource "aws_sqs_queue" "a" {\n  count = "x"\n  name = 1 / 0\n'
        "  delay_seconds = -(true) % 0\n}\n"
    },
    "blocks where values belong": {
        "main.tf": 'resource "aws_s3_bucket" "a" {\n  bucket {\n    x = 1\n  }\n}\n'
        'provider "aws" {\n  region {\n  }\n}\n'
    },
    "policies of every wrong kind": {
        "main.tf": "".join(
            f'resource "aws_iam_role_policy" "p{at}" {{\n  policy = {policy}\n}}\n'
            for at, policy in enumerate(
                (
                    "1",
                    '"{"',
                    "jsonencode(1)",
                    "jsonencode({ Statement = 1 })",
                    "jsonencode({ Statement = [{ Action = {}, Resource = {}, Principal = 1 }] })",
                    "jsonencode({ Statement = [[{}]] })",
                    "data.aws_iam_policy_document.self.json",
                    '"[1, null]"',
                )
            )
        )
        + 'data "aws_iam_policy_document" "self" {\n'
        "  source_policy_documents = [data.aws_iam_policy_document.self.json]\n}\n"
    },
    "a template that includes itself": {
        "main.tf": 'resource "aws_sqs_queue" "a" {\n  name = templatefile("x.tftpl", {})\n}\n',
        "x.tftpl": '${templatefile("x.tftpl", {})}',
    },
    "a file outside": {
        "main.tf": 'resource "aws_sqs_queue" "a" {\n  name = file("../../../../etc/passwd")\n}\n'
    },
    "json of every wrong kind": {
        "main.tf.json": '{"resource": {"aws_sqs_queue": {"a": {"name": {"x": [1, {"y": null}]}}}},'
        '"module": {"m": {"source": 1}}, "provider": {"aws": [{"alias": "${x}"}]}}'
    },
    "tfvars that are no values": {"main.tf": KEY, "x.auto.tfvars": "a = var.b\n"},
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("files", HOSTILE.values(), ids=HOSTILE)
def test_hostile_code_ends_in_a_report(checked: Check, files: dict[str, str]) -> None:
    report = checked.found(files)
    assert report["exit_code"] in (0, 1)
    assert not [each for each in report["unknown"] if "the rule itself" in each["message"]]


def test_links_that_loop_and_directories_that_cannot_be_read(
    checked: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked.run({"main.tf": KEY, "closed/main.tf": KEY})
    (checked.root / "loop").symlink_to(checked.root, target_is_directory=True)
    (checked.root / "dead.tf").symlink_to(checked.root / "nowhere")
    os.mkfifo(checked.root / "pipe.tf")
    listed = os.scandir

    def scandir(path: str) -> object:  # tests may run as root, whom no mode keeps out
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    report = checked.found({})
    assert {each["file"] for each in report["findings"]} == {"closed", "dead.tf", "pipe.tf"}
    assert {each["id"] for each in report["unknown"]} == {"NAM05"}


@pytest.mark.long
@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.stem)
def test_every_preset_passes_every_rule_in_each_environment(tfdr: Tfdr, path: Path) -> None:
    folder = rendered(path.stem)
    before = snapshot(folder)
    flags = ("--no-terraform", "--severity", "info", "--format", "json")
    for values in sorted(folder.glob("environments/*.tfvars")):
        report = json.loads(tfdr("check", folder, "--var-file", values, *flags).out)
        assert report["findings"] == [], values.name
        assert report["unknown"] == [], values.name
        assert sum(each["pass"] for each in report["rules"]) > 100
    assert snapshot(folder) == before


def test_that_regions_are_not_known_is_said_once(checked: Check) -> None:
    names = ("one", "two")
    code = 'variable "region" {}\n' + "".join(
        f"""
provider "aws" {{
  alias  = "{name}"
  region = {region}
}}
resource "aws_kms_key" "{name}" {{
  provider = aws.{name}
}}
resource "aws_sns_topic" "{name}" {{
  provider          = aws.{name}
  kms_master_key_id = aws_kms_key.one.arn
}}
resource "aws_sqs_queue" "{name}" {{
  provider          = aws.{name}
  kms_master_key_id = aws_kms_key.one.arn
}}
"""
        for name, region in zip(names, ('"eu-west-1"', "var.region"), strict=True)
    )
    said = " ".join(checked.run({"main.tf": code}, "--select", "SEC03C").out.split())
    assert "2 verdicts of SEC03C depend on which regions these are: var.region." in said
    assert "aws_sqs_queue.two" not in said
