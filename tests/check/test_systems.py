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
    assert "Not judged by rules, as examples, tests or modules without a call: examples/x\n" in out


def test_a_module_that_nothing_calls_is_no_system(tfdr: Tfdr, tmp_path: Path) -> None:
    library = 'resource "aws_vpc" "this" {\n  cidr_block = "10.0.0.0/16"\n}\n'
    files = {"main.tf": PRIMARY, "modules/bastion/main.tf": library}
    assert check(tfdr, tmp_path / "x", files, "--select", "OPS01")["findings"] == []
    assert "modules without a call: modules/bastion\n" in (
        tfdr("check", tmp_path / "x", "--no-terraform").out
    )
    run = {
        "main.tf": PRIMARY,
        "modules/bastion/main.tf": 'provider "aws" {\n  region = "x"\n}\n' + library,
    }
    assert check(tfdr, tmp_path / "y", run, "--select", "OPS01")["findings"] != []
    alone = {"modules/bastion/main.tf": library + 'resource "aws_sns_topic" "x" {\n}\n'}
    report = check(tfdr, tmp_path / "z", alone)
    assert [each["name"] for each in report["systems"]] == ["modules/bastion"]
    assert "OPS01" not in {each["id"] for each in report["findings"]}, "its caller has the state"
    called = {"main.tf": PRIMARY, "modules/bastion/main.tf": library, "live/terragrunt.hcl": ""}
    report = check(tfdr, tmp_path / "t", called)
    assert "modules/bastion" in [each["name"] for each in report["systems"]]
    assert "OPS01" not in {each["id"] for each in report["findings"]}, "Terragrunt has the state"


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
    back = 'resource "aws_db_instance" "of_dr" {\n  identifier = "of-dr"\n}\n'
    (survival,) = check(tfdr, tmp_path, {"dr/more.tf": back})["survival"]
    said = {each["question"]: (each["answer"], each["rules"]) for each in survival["answers"]}
    assert said["Databases are there"][0] == "yes", "what only the standby has is not lost"
    (tmp_path / "dr/more.tf").unlink()
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


def test_the_repository_is_known_by_its_mark(tfdr: Tfdr, tmp_path: Path) -> None:
    call = 'module "bucket" {\n  source = "../modules/bucket"\n}\n'
    check(tfdr, tmp_path, {"live/main.tf": call, "modules/bucket/main.tf": PRIMARY})
    outside = ("check", tmp_path / "live", "--no-terraform", "--select", "CMP01")
    assert "leads out of the repository" in tfdr(*outside).out
    (tmp_path / ".git").mkdir()
    assert "leads out of the repository" not in tfdr(*outside).out


def test_questions_without_a_subject_are_told_in_one_line(tfdr: Tfdr, tmp_path: Path) -> None:
    check(tfdr, tmp_path, {"primary/main.tf": PRIMARY, "dr/main.tf": STANDBY})
    out = tfdr("check", tmp_path, "--no-terraform").out
    assert "  Nothing to judge for: files and objects are there; sessions and indexes" in out
    assert "Sessions and indexes are there: " not in out


def test_files_of_terragrunt_are_named_as_not_read(tfdr: Tfdr, tmp_path: Path) -> None:
    said = check(tfdr, tmp_path, {"app/main.tf": PRIMARY, "live/terragrunt.hcl": "inputs = {\n"})
    assert said["not_read"] == ["live/terragrunt.hcl"]
    out = tfdr("check", tmp_path, "--no-terraform").out
    assert "Not read, as Terragrunt: live/terragrunt.hcl. What they pass" in out
    done = tfdr("check", tmp_path / "live", "--no-terraform")
    assert done.code == 2
    assert "only files of Terragrunt, which are not read" in done.err


LAYER = """\
terraform {
  backend "s3" {
    bucket       = "%s"
    key          = "%s/terraform.tfstate"
    region       = "eu-north-1"
    use_lockfile = true
  }
}
provider "aws" {
  region = "us-east-1"
}
provider "aws" {
  alias  = "standby"
  region = "us-west-2"
}
"""
NETWORK = """\
resource "aws_vpc" "primary" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_vpc" "standby" {
  provider   = aws.standby
  cidr_block = "10.1.0.0/16"
}
"""
NAMES = RECORD % ("a", "a", "PRIMARY") + (RECORD % ("b", "b", "SECONDARY")).replace("www", "b", 1)


@pytest.mark.parametrize(
    ("network", "names", "bucket", "together"),
    [
        ("network-layer", "route53-layer", "state", True),
        ("10-vpc", "30-dns", "state", True),
        ("network", "dns", "another", False),
        ("orders", "invoices", "state", False),
    ],
)
def test_layers_of_one_system_are_judged_together(
    network: str, names: str, bucket: str, together: bool, tfdr: Tfdr, tmp_path: Path
) -> None:
    files = {
        f"{network}/main.tf": LAYER % ("state", network) + NETWORK,
        f"{names}/main.tf": LAYER % (bucket, names) + NAMES,
    }
    check(tfdr, tmp_path, files)
    said = f"their directories are layers: {', '.join(sorted((network, names)))}"
    assert (said in tfdr("check", tmp_path, "--no-terraform").out) is together


def test_what_hands_on_a_parameter_is_one_system(tfdr: Tfdr, tmp_path: Path) -> None:
    arguments = '  name  = "/x/vpc"\n  type  = "String"\n  value = "v"\n'
    parameter = f'resource "aws_ssm_parameter" "vpc" {{\n{arguments}}}\n'
    reader = 'data "aws_ssm_parameter" "vpc" {\n  name = "/x/vpc"\n}\n'
    files = {
        "orders/main.tf": LAYER % ("a", "o") + NETWORK + parameter,
        "paths/main.tf": LAYER % ("b", "p") + NAMES + reader,
    }
    check(tfdr, tmp_path, files)
    assert "they share the parameter /x/vpc" in tfdr("check", tmp_path, "--no-terraform").out


def test_what_is_about_a_root_names_it(tfdr: Tfdr, tmp_path: Path) -> None:
    bare = PRIMARY.removeprefix(BACKEND % "primary")
    files = {"a/main.tf": bare, "b/main.tf": PRIMARY.replace("orders", "bills")}
    report = check(tfdr, tmp_path, files, "--select", "OPS01")
    assert [(each["file"], each["line"]) for each in report["findings"]] == [("a", 0)]
    flags = ("check", tmp_path, "--no-terraform", "--select", "OPS01")
    assert "  a: has no backend" in tfdr(*flags).out
    assert "a/main.tf,line=1," in tfdr(*flags, "--format", "github").out
    assert '"uri": "a/main.tf"' in tfdr(*flags, "--format", "sarif").out.replace(
        f"{tmp_path.as_posix().lstrip('/')}/", ""
    ).replace('"/a', '"a')


def test_the_table_of_locks_makes_no_workload(tfdr: Tfdr, tmp_path: Path) -> None:
    table = 'resource "aws_dynamodb_table" "locks" {\n  name = "locks"\n  hash_key = "LockID"\n}\n'
    files = {"main.tf": PRIMARY, "bootstrap/main.tf": table}
    assert check(tfdr, tmp_path, files, "--select", "OPS01")["findings"] == []


ENDPOINT = """\
provider "aws" {
  region = "%s"
}
resource "aws_lb" "this" {
  name = "orders"
}
output "name" {
  value = aws_lb.this.dns_name
}
"""
READ = """\
data "terraform_remote_state" "%s" {
  backend = "s3"
  config = {
    bucket = var.states
    key    = "live/%s/terraform.tfstate"
  }
}
"""
PARTIAL = 'terraform {\n  backend "s3" {}\n}\n'


def _pair(one: str, other: str) -> str:
    records = [
        RECORD % (place, place, kind) for place, kind in ((one, "PRIMARY"), (other, "SECONDARY"))
    ]
    for place in (one, other):
        name = f"data.terraform_remote_state.{place}.outputs.name"
        records = [each.replace(f'["{place}.orders.org"]', f"[{name}]") for each in records]
    text = "".join(records).replace('"www" {', '"b" {').replace('"b" {', '"a" {', 1)
    return PARTIAL + 'variable "states" {\n  type = string\n}\n' + text


def test_what_another_root_hands_over_is_followed(tfdr: Tfdr, tmp_path: Path) -> None:
    """Its state is found by its key, where only the command line says where it is kept."""
    files = {
        "live/primary/lb/main.tf": PARTIAL + ENDPOINT % "us-east-1",
        "live/dr/lb/main.tf": PARTIAL + ENDPOINT % "us-west-2",
        "live/global/dns/main.tf": _pair("one", "two")
        + READ % ("one", "primary/lb")
        + READ % ("two", "dr/lb"),
    }
    report = check(tfdr, tmp_path / "x", files, "--select", "DR01,DR61")
    (system,) = report["systems"]
    assert (len(system["roots"]), found(report)) == (3, set())
    same = files["live/global/dns/main.tf"].replace("live/dr/lb", "live/primary/lb")
    report = check(tfdr, tmp_path / "y", {**files, "live/global/dns/main.tf": same})
    assert ("DR01", "live/global/dns/main.tf") in found(report)
    gone = files["live/global/dns/main.tf"].replace("/lb/", "/other/")
    report = check(tfdr, tmp_path / "z", {**files, "live/global/dns/main.tf": gone})
    assert "DR01" not in {each["id"] for each in (*report["findings"], *report["unknown"])}


def test_no_rule_fails_itself_on_roots_that_are_one_system(tfdr: Tfdr, tmp_path: Path) -> None:
    call = 'module "network" {\n  source = "../modules/network"\n  count  = 0\n}\n'
    files = {
        "primary/main.tf": PRIMARY + call,
        "dr/main.tf": STANDBY,
        "modules/network/main.tf": 'variable "name" {\n}\n',
    }
    report = check(tfdr, tmp_path, files, "--profile", "all", "--severity", "info")
    assert ("CMP08B", "modules/network/main.tf") in found(report)
    assert [each for each in report["unknown"] if "itself failed" in each["message"]] == []


def test_numbered_directories_are_one_system_where_two_of_them_are_places(
    tfdr: Tfdr, tmp_path: Path
) -> None:
    check_ = 'resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n'
    instance = 'resource "aws_instance" "i" {\n  ami = "ami-1"\n}\n'
    files = {
        "00-setup/main.tf": check_,
        "01-primary-vpc/main.tf": instance,
        "02-secondary-vpc/main.tf": instance,
        "03-dns/main.tf": 'resource "aws_route53_zone" "z" {\n  name = "orders.org"\n}\n',
    }
    report = check(tfdr, tmp_path, files)
    (system,) = report["systems"]
    assert system["roots"] == sorted(each.rpartition("/")[0] for each in files)
    assert [each["role"] for each in system["regions"]] == ["primary", "secondary"]


def test_one_variable_in_the_roots_of_two_places_is_two_regions(tfdr: Tfdr, tmp_path: Path) -> None:
    region = 'variable "region" {\n  type = string\n}\nprovider "aws" {\n  region = var.region\n}\n'
    files = {
        "primary/main.tf": region
        + 'resource "aws_db_instance" "orders" {\n  identifier = "orders"\n}\n'
        + BACKEND % "primary"
        + 'output "database" {\n  value = aws_db_instance.orders.arn\n}\n',
        "secondary/main.tf": region
        + STATE
        + 'resource "aws_db_instance" "replica" {\n'
        + "  replicate_source_db = data.terraform_remote_state.other.outputs.database\n}\n",
    }
    ids = {each["id"] for each in check(tfdr, tmp_path, files)["findings"]}
    assert {"DR68", "DR70"} <= ids


def test_a_state_beside_is_known_though_a_part_of_its_key_is_a_variable(
    tfdr: Tfdr, tmp_path: Path
) -> None:
    state = STATE.replace('"state"', "var.bucket").replace('"primary"', '"apps/${var.app}/base/s"')
    variables = 'variable "bucket" {\n  type = string\n}\nvariable "app" {\n  type = string\n}\n'
    vpc = 'resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}\n'
    files = {
        "x/base/main.tf": BACKEND % "apps/shop/base/s" + vpc,
        "x/other/main.tf": BACKEND % "apps/shop/other/s" + vpc,
        "x/runtime/main.tf": BACKEND % "apps/shop/runtime/s" + variables + state + vpc,
    }
    report = check(tfdr, tmp_path, files)
    found = sorted(each["roots"] for each in report["systems"])
    assert found == [["x/base", "x/runtime"], ["x/other"]]
