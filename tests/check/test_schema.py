"""The schema layer of `tfdr check`: what it finds, for which versions, and what it leaves alone."""

import json
from pathlib import Path

import pytest
from tfdr import hcl, provider
from tfdr.check import schema
from tfdr.check.schema.fault import is_misspelt
from tfdr.check.schema.versions import allowed
from tfdr.project import Project
from tfdr.provider import catalogue, read

from tests.support import FIXTURES, Tfdr

SCHEMA = FIXTURES / "hcl" / "schema"
FOLDERS = sorted(each.name for each in SCHEMA.iterdir())


def found(root: Path) -> list[str]:
    return [str(each) for each in schema.find(Project(hcl.read_tree(root)))]


def lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_is_wrong_is_found_with_its_place_and_nothing_else(folder: str) -> None:
    judged = schema.judged(Project(hcl.read_tree(SCHEMA / folder)))
    assert [str(each) for each in judged.wrong] == lines(SCHEMA / folder / "expected.txt")
    assert [str(each) for each in judged.unsure] == lines(SCHEMA / folder / "unsure.txt")


def test_what_may_be_newer_than_what_is_known_is_unknown_and_no_finding(
    tfdr: Tfdr, tmp_path: Path
) -> None:
    (tmp_path / "terraform.tf").write_text((SCHEMA / "newer" / "terraform.tf").read_text())
    (tmp_path / "main.tf").write_text('resource "aws_shiny_thing" "this" {\n}\n')
    done = tfdr("check", tmp_path, "--no-terraform", "--format", "json")
    report = json.loads(done.out)
    assert [each for each in report["findings"] if each["id"] in ("SCHEMA", "CMP02")] == []
    (unknown,) = [each for each in report["unknown"] if each["id"] == "CMP02"]
    assert (unknown["file"], unknown["line"]) == ("main.tf", 1)
    assert "(provider up to 6.69; a newer one may have it)" in unknown["message"]


CAME_WITH_6_40 = 'resource "aws_s3files_file_system" "this" {\n}\n'


@pytest.mark.parametrize(
    ("constraint", "severity", "version"),
    [
        ("~> 6.30.0", "error", "6.30"),
        (">= 6.30, < 6.39", "error", "6.30 to 6.38"),
        ("~> 6.30", "warning", "6.30"),
        (">= 5.100, < 7.0", "warning", "5.100 and 6.0"),
        ("~> 5.100", "error", "5.100"),
        ("~> 6.40.0", "", ""),
        (">= 6.58, < 7.0", "", ""),
        (">= 6.80", "", ""),
    ],
)
def test_a_name_is_a_fault_where_the_constraint_allows_versions_that_lack_it(
    constraint: str, severity: str, version: str, tmp_path: Path
) -> None:
    text = (SCHEMA / "newer" / "terraform.tf").read_text().replace(">= 6.40", constraint)
    (tmp_path / "main.tf").write_text(text + CAME_WITH_6_40)
    new = schema.find(Project(hcl.read_tree(tmp_path)))
    said = [(each.severity, each.message, each.fix) for each in new if "not there" in each.message]
    message = f"the resource aws_s3files_file_system is not there yet (provider {version})"
    assert said == ([(severity, message, "Demand version 6.40 of the provider.")] * bool(severity))


def test_what_needs_no_provider_has_no_finding() -> None:
    assert found(FIXTURES / "hcl" / "plain") == []


def test_a_version_that_nobody_knows_is_said_not_to_have_been_judged(tfdr: Tfdr) -> None:
    done = tfdr("check", SCHEMA / "other", "--no-terraform", "--select", "CMP")
    assert done.code == 0
    assert "no schema of the AWS provider ~> 4.67" in done.out


@pytest.mark.parametrize(
    ("constraints", "versions", "newer"),
    [
        ([], ["6.69"], True),  # Terraform takes the newest
        ([">= 5.100, < 7.0"], ["5.100", "6.0", "6.69"], True),
        ([">= 5.100, < 7.0, != 6.1.0"], ["5.100", "6.0", "6.69"], True),
        (["~> 5.0"], ["5.100"], False),
        (["~> 5.31.0"], ["5.100"], False),
        (["5.100.0"], ["5.100"], False),
        (["= 5.31.7"], ["5.100"], False),
        (["~> 6.0"], ["6.0", "6.69"], True),
        ([">= 6.0"], ["6.0", "6.69"], True),
        (["~> 6.30.0"], ["6.30"], False),
        (["6.14.1"], ["6.14"], False),
        ([">= 6.30, < 6.41"], ["6.30", "6.40"], False),
        ([">= 6.58, < 7.0"], ["6.58", "6.69"], True),
        ([">= 6.70"], ["6.69"], True),
        ([">= 4.0"], ["5.100", "6.0", "6.69"], True),
        (["> 5.100.0"], ["5.100", "6.0", "6.69"], True),  # there may be a 5.100.1
        (["!= 6.0.0, >= 6, < 6.9"], ["6.0", "6.8"], False),  # there may be a 6.0.1
        ([">= 5.0", "< 6"], ["5.100"], False),  # of two modules of one configuration
        (["~> 4.0"], [], False),
        ([">= 5", "< 5"], [], False),
        ([">= 7"], [], False),
        (["latest"], [], False),
    ],
)
def test_constraints_decide_by_which_versions_is_judged(
    constraints: list[str], versions: list[str], newer: bool
) -> None:
    found = allowed(frozenset(constraints))
    assert (list(found.versions), found.is_open) == (versions, newer)


def test_a_module_is_judged_by_the_constraints_of_its_root(tmp_path: Path) -> None:
    module = tmp_path / "module"
    module.mkdir()
    (module / "main.tf").write_text('resource "aws_eip" "a" {\n  vpc = true\n}\n')
    (tmp_path / "main.tf").write_text('module "a" {\n  source = "./module"\n}\n')
    assert [each.split("(")[1][:12] for each in found(tmp_path)] == ["provider 6.x"]
    (tmp_path / "terraform.tf").write_text((SCHEMA / "five" / "terraform.tf").read_text())
    assert [each.split("(")[1][:14] for each in found(tmp_path)] == ["provider 5.100"]


def test_a_provider_of_another_source_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        "terraform {\n  required_providers {\n    aws = {\n"
        '      source = "acme/aws"\n    }\n    amazon = {\n      source = "hashicorp/aws"\n'
        '    }\n  }\n}\nresource "aws_vpc" "a" {\n  x = 1\n}\n'
        'resource "aws_vpc" "b" {\n  provider = amazon\n  cidr_blok = 1\n}\n'
    )
    (finding,) = found(tmp_path)
    assert "aws_vpc.b: aws_vpc has no argument cidr_blok" in finding


@pytest.mark.parametrize("version", [provider.FIVE, provider.SIX])
def test_every_type_of_an_extract_can_be_read(version: str) -> None:
    loaded = provider.load(version)
    seen: set[int] = set()

    def walk(body: provider.Body) -> None:
        if id(body) in seen:
            return
        seen.add(id(body))
        assert all(argument.type.kind for argument in body.arguments.values())
        assert not body.arguments.keys() & body.blocks.keys()
        for nested in body.blocks.values():
            walk(nested.body)

    for kind in ("resource", "data", "ephemeral", "provider"):
        assert loaded.types(kind)
        for type_ in loaded.types(kind):
            body = loaded.body(kind, type_)
            assert body is not None
            walk(body)


def test_the_extracts_are_small() -> None:
    assert sum(read.path(each).stat().st_size for each in (provider.FIVE, provider.SIX)) < 500_000


# What the guide to version 6 says, in a few places, is what the extract of 6.x says.


@pytest.mark.parametrize(
    ("kind", "type_", "gone", "there"),
    [
        ("resource", "aws_eip", "vpc", "domain"),
        ("resource", "aws_flow_log", "log_group_name", "log_destination"),
        ("resource", "aws_instance", "cpu_core_count", "cpu_options"),
        ("resource", "aws_redshift_cluster", "snapshot_copy", "region"),
        ("resource", "aws_batch_compute_environment", "compute_environment_name", "name"),
        ("resource", "aws_launch_template", "elastic_gpu_specifications", "region"),
        ("data", "aws_identitystore_user", "filter", "alternate_identifier"),
    ],
)
def test_the_extract_of_6_follows_the_guide(kind: str, type_: str, gone: str, there: str) -> None:
    old = provider.load(provider.FIVE).body(kind, type_)
    new = provider.load(provider.SIX).body(kind, type_)
    assert old is not None
    assert new is not None
    assert gone in {*old.arguments, *old.blocks}
    assert gone not in {*new.arguments, *new.blocks}
    assert there in {*new.arguments, *new.blocks}


def test_the_catalogue_names_what_is_there() -> None:
    loaded = [provider.load(each) for each in (provider.FIVE, provider.SIX)]

    def leads(schema: provider.Schema, path: str) -> bool:
        kind, rest = path.split(" ")
        type_, *names = rest.split(".")
        body = schema.body(kind, type_)
        for name in names[:-1]:
            body = body.blocks[name].body if body and name in body.blocks else None
        return body is not None and (not names or names[-1] in {*body.arguments, *body.blocks})

    for path in (*catalogue.deprecated(), *catalogue.since()):
        assert leads(loaded[1], path), path
    for path in catalogue.instead():
        assert any(leads(schema, path) for schema in loaded), path


# The history of 6.x, against what release notes say of a few names.


@pytest.mark.parametrize(
    ("path", "version"),
    [
        ("resource aws_vpc.region", "6"),
        ("resource aws_db_proxy.default_auth_scheme", "6.15"),
        ("resource aws_nat_gateway.availability_mode", "6.24"),
        ("resource aws_route53_zone.enable_accelerated_recovery", "6.25"),
        ("resource aws_rds_cluster.upgrade_rollout_order", "6.26"),
        ("resource aws_arcregionswitch_plan", "6.29"),
        ("resource aws_dynamodb_table.global_secondary_index.key_schema", "6.29"),
        ("resource aws_cloudwatch_alarm_mute_rule", "6.41"),
        ("resource aws_s3control_multi_region_access_point_routes", "6.47"),
        ("resource aws_ssoadmin_region", "6.54"),
    ],
)
def test_the_history_knows_when_names_came(path: str, version: str) -> None:
    assert provider.past().since(path) == version


def test_an_earlier_version_is_as_it_was() -> None:
    def index(version: str) -> provider.Body:
        table = provider.load(version).body("resource", "aws_dynamodb_table")
        assert table is not None
        return table.blocks["global_secondary_index"].body

    assert (index("6.28").arguments["hash_key"].mode, "key_schema" in index("6.28").blocks) == (
        "!",
        False,
    )
    between = index(
        "6.30"
    )  # no bindings were made from 6.29 and 6.30: only what notes say is known
    assert (between.arguments["hash_key"].mode, "key_schema" in between.blocks) == ("?", True)
    assert [index(each).arguments["hash_key"].deprecated for each in ("6.28", "6.29", "6.69")] == [
        False,
        True,
        True,
    ]


def test_the_newest_version_is_the_end_of_its_history() -> None:
    newest = provider.load(provider.SIX)
    kinds = ("resource", "data")
    paths = [f"{kind} {type_}" for kind in kinds for type_ in newest.types(kind)]
    assert all(provider.past().is_there(path, provider.SIX) for path in paths)
    assert provider.past().versions[-1] == provider.SIX


def test_new_names_are_not_taken_for_mistakes() -> None:
    """Of all names that came to 6.x, next to none is a slip away from one that was there before."""
    newest, past = provider.load(provider.SIX), provider.past()
    wrong, number = [], 0
    for kind in ("resource", "data"):
        for type_ in newest.types(kind):
            body = newest.body(kind, type_)
            assert body is not None
            names = {*body.arguments, *body.blocks}
            new = {name for name in names if past.since(f"{kind} {type_}.{name}") != "6"}
            wrong += [name for name in new if is_misspelt(name, names - new)]
            number += len(new)
    assert number > 300
    assert len(wrong) <= number / 100, wrong
