"""The schema layer of `tfdr check`: what it finds, for which versions, and what it leaves alone."""

import time
from pathlib import Path

import pytest
from tfdr import hcl, provider
from tfdr.check import schema
from tfdr.check.schema.versions import allowed
from tfdr.project import Project
from tfdr.provider import catalogue, read

from tests.support import FIXTURES, Tfdr

SCHEMA = FIXTURES / "hcl" / "schema"
FOLDERS = sorted(each.name for each in SCHEMA.iterdir())


def found(root: Path) -> list[str]:
    return [str(each) for each in schema.find(Project(hcl.read_tree(root)))]


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_is_wrong_is_found_with_its_place_and_nothing_else(folder: str) -> None:
    expected = SCHEMA / folder / "expected.txt"
    lines = expected.read_text().splitlines() if expected.exists() else []
    assert found(SCHEMA / folder) == lines


def test_what_needs_no_provider_has_no_finding() -> None:
    assert found(FIXTURES / "hcl" / "plain") == []


def test_a_version_that_nobody_knows_is_said_not_to_have_been_judged(tfdr: Tfdr) -> None:
    done = tfdr("check", SCHEMA / "other", "--no-terraform", "--select", "CMP")
    assert done.code == 0
    assert "no schema of the AWS provider ~> 4.67" in done.out


@pytest.mark.parametrize(
    ("constraints", "versions"),
    [
        ([], ["6.25"]),  # Terraform takes the newest
        ([">= 5.100, < 7.0"], ["5.100", "6.25"]),
        (["~> 5.0"], ["5.100"]),
        (["~> 5.31.0"], ["5.100"]),
        (["5.100.0"], ["5.100"]),
        (["= 5.31.7"], ["5.100"]),
        (["~> 6.0"], ["6.25"]),
        ([">= 6.0"], ["6.25"]),
        ([">= 4.0"], ["5.100", "6.25"]),
        (["> 5.100.0"], ["5.100", "6.25"]),  # there may be a 5.100.1
        (["!= 6.1.0, >= 6"], ["6.25"]),
        ([">= 5.0", "< 6"], ["5.100"]),  # of two modules of one configuration
        (["~> 4.0"], []),
        ([">= 5", "< 5"], []),
        ([">= 7"], []),
        (["latest"], []),
    ],
)
def test_constraints_decide_by_which_versions_is_judged(
    constraints: list[str], versions: list[str]
) -> None:
    assert list(allowed(frozenset(constraints))) == versions


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

    for path in catalogue.deprecated():
        assert leads(loaded[1], path), path
    for path in catalogue.instead():
        assert any(leads(schema, path) for schema in loaded), path


def test_both_extracts_are_read_in_a_few_milliseconds() -> None:
    times = []
    for _ in range(5):
        provider.load.cache_clear()
        began = time.perf_counter()
        for version in (provider.FIVE, provider.SIX):
            provider.load(version).body("resource", "aws_db_instance")
        times.append(time.perf_counter() - began)
    assert min(times) < 0.1, "about 0.015 s on a machine that has nothing else to do"
