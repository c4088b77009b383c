"""Roots that belong together are judged together, and the report says which they are."""

from pathlib import Path
from typing import Any

import pytest

from tests.check.reports import check
from tests.support import Tfdr

BACKEND = """\
terraform {
  backend "s3" {
    bucket       = "state"
    key          = "%s"
    region       = "us-east-1"
    use_lockfile = true
  }
}
"""
RECORD = """\
resource "aws_route53_record" "www" {
  zone_id        = "Z1"
  name           = "www.orders.org"
  type           = "CNAME"
  set_identifier = "%s"
  records        = ["%s.orders.org"]
  ttl            = 60
  failover_routing_policy {
    type = "%s"
  }
}
"""
PRIMARY = (
    BACKEND % "primary"
    + 'provider "aws" {\n  region = "us-east-1"\n}\n'
    + RECORD % ("a", "a", "PRIMARY")
    + 'resource "aws_db_instance" "orders" {\n  identifier     = "orders"\n'
    '  instance_class = "db.m7g.large"\n}\n'
    'output "database" {\n  value = aws_db_instance.orders.arn\n}\n'
)
STANDBY = (
    BACKEND % "dr"
    + 'provider "aws" {\n  region = "us-west-2"\n}\n'
    + RECORD % ("b", "b", "SECONDARY")
    + 'resource "aws_db_instance" "replica" {\n  identifier = "replica"\n'
    '  replicate_source_db = "arn:aws:rds:us-east-1:111122223333:db:orders"\n'
    '  instance_class = "db.t4g.micro"\n}\n'
)
STATE = """\
data "terraform_remote_state" "other" {
  backend = "s3"
  config = {
    bucket = "state"
    key    = "primary"
    region = "us-east-1"
  }
}
"""


def found(report: dict[str, Any]) -> set[tuple[str, str]]:
    return {(each["id"], each["file"]) for each in report["findings"]}


@pytest.mark.parametrize(
    "names",
    [
        ("primary", "dr"),
        ("us-east-1", "us-west-2"),
        ("live/us-east-1/app", "live/us-west-2/app"),
        ("app-primary", "app-dr"),
    ],
)
def test_roots_of_one_region_each_are_one_system(
    tfdr: Tfdr, tmp_path: Path, names: tuple[str, str]
) -> None:
    files = {f"{names[0]}/main.tf": PRIMARY, f"{names[1]}/main.tf": STANDBY}
    report = check(tfdr, tmp_path, files)
    (system,) = report["systems"]
    assert set(system["roots"]) == set(names)
    assert {each["code"] for each in system["regions"]} == {"us-east-1", "us-west-2"}
    assert "directories" in system["why"]
    all_found = found(report)
    assert ("DR02", f"{names[1]}/main.tf") in all_found, "the standby's state is with the primary"
    assert ("DR24", f"{names[1]}/main.tf") in all_found, "the replica is smaller than its source"
    assert not {each for each in all_found if each[0] in ("FO01B", "DR30")}, "the other root has it"


def test_environments_are_systems_of_their_own(tfdr: Tfdr, tmp_path: Path) -> None:
    files = {"envs/dev/main.tf": PRIMARY, "envs/production/main.tf": PRIMARY}
    report = check(tfdr, tmp_path, files)
    assert [each["roots"] for each in report["systems"]] == [["envs/dev"], ["envs/production"]]
    # Whose standby it is, a name that both make does not say.
    report = check(tfdr, tmp_path, {"elsewhere/main.tf": STANDBY})
    assert len(report["systems"]) == 3


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (STATE + STANDBY.replace("db:orders", "db:x").replace("www.", "w."), "reads the state"),
        (STANDBY.replace("db:orders", "db:x"), "failover record www.orders.org"),
        (STANDBY.replace("www.", "w."), "database orders"),
    ],
)
def test_roots_that_share_something_are_one_system(
    tfdr: Tfdr, tmp_path: Path, other: str, why: str
) -> None:
    report = check(tfdr, tmp_path, {"one/main.tf": PRIMARY, "two/main.tf": other})
    (system,) = report["systems"]
    assert system["roots"] == ["one", "two"]
    assert why in system["why"]


def test_an_output_is_read_through_a_remote_state(tfdr: Tfdr, tmp_path: Path) -> None:
    read = "data.terraform_remote_state.other.outputs.database"
    standby = STATE + STANDBY.replace('"arn:aws:rds:us-east-1:111122223333:db:orders"', read)
    files = {"one/main.tf": PRIMARY, "two/main.tf": standby}
    report = check(tfdr, tmp_path, files, "--select", "DR30,DR24")
    assert found(report) == {("DR24", "two/main.tf")}


def test_settings_say_which_roots_are_one_system(tfdr: Tfdr, tmp_path: Path) -> None:
    files = {
        "a/main.tf": PRIMARY.replace("www.", "one."),
        "b/main.tf": STANDBY.replace("db:orders", "db:x"),
        "tfdr.toml": '[[system]]\nname = "orders"\nroots = ["a", "b"]\n',
    }
    (system,) = check(tfdr, tmp_path, files)["systems"]
    assert (system["name"], system["roots"]) == ("orders", ["a", "b"])
    assert system["why"] == "tfdr.toml says so"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[system]\nname = 1\n", "system has to be tables"),
        ("[[system]]\nname = 1\n", "roots has to be a list of directories"),
        ("system = 1\n", "system has to be tables"),
        ('[[system]]\nroots = ["x"]\n', "x is no root of Terraform"),
        ('[[system]]\nroots = ["a", "a"]\n', "a is named twice"),
        ('[[system]]\nroots = ["a"]\nregion = "x"\n', "there is no setting 'region'"),
        ('[[system]]\nroots = ["a"]\nname = 1\n', "name has to be a string"),
        ('profile = "strict"\n', "profile has to be one of recovery, all"),
    ],
)
def test_wrong_settings_are_refused(tfdr: Tfdr, tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "main.tf").write_text(PRIMARY)
    (tmp_path / "tfdr.toml").write_text(text)
    done = tfdr("check", tmp_path, "--no-terraform")
    assert done.code == 2
    assert message in done.err


def test_the_report_says_what_it_saw(tfdr: Tfdr, tmp_path: Path) -> None:
    files = {"primary/main.tf": PRIMARY, "dr/main.tf": STANDBY, "examples/x/main.tf": PRIMARY}
    check(tfdr, tmp_path, files)
    out = tfdr("check", tmp_path, "--no-terraform").out
    assert "System .: dr, primary (their directories: dr, primary)\n" in out
    assert "  regions: dr (us-west-2), primary (us-east-1)\n" in out
    assert "  primary: primary (us-east-1), for it is called primary\n" in out
    assert "rules had nothing to judge\n" in out
    assert "Not judged by rules, as examples or tests: examples/x\n" in out


def test_security_and_style_count_for_what_tfdr_generated_and_where_it_is_asked_for(
    tfdr: Tfdr, tmp_path: Path
) -> None:
    files = {"main.tf": PRIMARY}
    assert "DAT03A" in {each[0] for each in found(check(tfdr, tmp_path, files))}
    style = {"NAM01", "NAM05", "DAT09A", "SEC03A", "OPS02"}
    assert not style & {each["id"] for each in check(tfdr, tmp_path, files)["rules"]}
    for flags in (("--profile", "all"), ("--select", "NAM,DAT,OPS,SEC")):
        rules = {each["id"] for each in check(tfdr, tmp_path, files, *flags)["rules"]}
        assert style <= rules
    (tmp_path / "tfdr.json").write_text("{}")
    assert style <= {each["id"] for each in check(tfdr, tmp_path, files)["rules"]}


def test_a_long_list_of_places_is_cut_unless_all_is_asked_for(tfdr: Tfdr, tmp_path: Path) -> None:
    text = "".join(f'resource "aws_kms_key" "k{at}" {{}}\n' for at in range(9))
    check(tfdr, tmp_path, {"main.tf": text})
    flags = ("check", tmp_path, "--no-terraform", "--select", "NAM05")
    assert "  and 4 more; --full shows all\n" in tfdr(*flags).out
    assert "and 4 more" not in tfdr(*flags, "--full").out


def test_modules_of_a_registry_are_no_fault_of_others(tfdr: Tfdr, tmp_path: Path) -> None:
    text = 'module "vpc" {\n  source = "terraform-aws-modules/vpc/aws"\n}\n'
    assert not check(tfdr, tmp_path, {"main.tf": PRIMARY + text}, "--select", "CMP01")["findings"]
    flags = ("--select", "CMP01", "--profile", "all")
    assert check(tfdr, tmp_path, {"main.tf": text}, *flags)["findings"]
    gone = text.replace("terraform-aws-modules/vpc/aws", "./modules/vpc")
    assert check(tfdr, tmp_path, {"main.tf": gone}, "--select", "CMP01")["findings"]


def test_what_a_lost_region_means_is_answered_by_question(tfdr: Tfdr, tmp_path: Path) -> None:
    files = {"primary/main.tf": PRIMARY, "dr/main.tf": STANDBY}
    (survival,) = check(tfdr, tmp_path, files)["survival"]
    said = {each["question"]: (each["answer"], each["rules"]) for each in survival["answers"]}
    assert survival["lost"] == "primary (us-east-1)"
    assert said["Terraform still works"] == ("no", ["DR02"])
    assert said["Capacity suffices"] == ("no", ["DR24"])
    assert said["Databases are there"][0] == "yes"
    assert said["Sessions and indexes are there"] == ("nothing to judge", [])
    out = tfdr("check", tmp_path, "--no-terraform").out
    assert "If primary (us-east-1) is lost:\n" in out
    assert "  Terraform still works: no, by DR02\n" in out
    waived = STANDBY.replace("instance_class", "# tfdr:ignore DR24 grown by hand\n  instance_class")
    (survival,) = check(tfdr, tmp_path, {"dr/main.tf": waived})["survival"]
    said = {each["question"]: (each["answer"], each["rules"]) for each in survival["answers"]}
    assert said["Capacity suffices"][0] != "no"


def test_a_baseline_leaves_what_is_new(tfdr: Tfdr, tmp_path: Path) -> None:
    root, before = tmp_path / "x", tmp_path / "before.json"
    files = {"primary/main.tf": PRIMARY, "dr/main.tf": STANDBY}
    assert check(tfdr, root, files)["findings"]
    before.write_text(tfdr("check", root, "--no-terraform", "--format", "json").out)
    flags = ("--baseline", str(before))
    report = check(tfdr, root, {"dr/main.tf": "# moved by a line\n" + STANDBY}, *flags)
    assert (report["findings"], report["exit_code"]) == ([], 0)
    assert report["in_baseline"] > 1
    more = 'resource "aws_lambda_function" "failover" {\n  function_name = "f"\n  timeout = 5\n}\n'
    report = check(tfdr, root, {"dr/more.tf": more}, *flags)
    assert {each["file"] for each in report["findings"]} == {"dr/more.tf"}
    assert report["exit_code"] == 1
    assert "more findings are in the baseline" in tfdr("check", root, "--no-terraform", *flags).out


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"findings": [1]}', None])
def test_a_baseline_that_is_no_report_is_refused(
    tfdr: Tfdr, tmp_path: Path, text: str | None
) -> None:
    (tmp_path / "main.tf").write_text(PRIMARY)
    if text is not None:
        (tmp_path / "b.json").write_text(text)
    done = tfdr("check", tmp_path, "--no-terraform", "--baseline", tmp_path / "b.json")
    assert done.code == 2
    assert "--baseline" in done.err
