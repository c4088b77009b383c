"""Regions that only variables say: two are two, one is one, and examples give them their names."""

from pathlib import Path

import pytest
from tfdr import hcl
from tfdr.evaluate import Region, System, Truth
from tfdr.evaluate.providers import symbol
from tfdr.project import Project

PROVIDERS = """
provider "aws" {
  alias  = "primary"
  region = %s
}

provider "aws" {
  alias  = "dr"
  region = %s
}

provider "aws" {
  alias  = "other"
  region = %s
}
"""
VARIABLES = "".join(
    f'variable "{name}" {{}}\n' for name in ("region", "second", "dr_region", "regions")
)


def regions(root: Path, *said: str, **files: str) -> dict[str, Region]:
    texts = {
        "main.tf": VARIABLES + PROVIDERS % (*said, *['"eu-west-1"'] * (3 - len(said))),
        **files,
    }
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    found = System(Project(hcl.read_tree(root)), root).root.providers
    return {name.partition(".")[2]: region for name, region in found.items()}


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("var.region", "var.second", False),
        ('var.regions["a"]', "var.regions.b", False),
        ("var.regions.a", 'var.regions["a"]', None),
        ("var.region", "var.region", True),
        ('"eu-west-1"', "var.second", False),  # the primary's and a standby's, by their names
        ("local.none", "upper(var.region)", None),
    ],
)
def test_two_variables_are_two_regions(
    one: str, other: str, together: Truth, tmp_path: Path
) -> None:
    found = regions(tmp_path, one, other)
    assert found["primary"].is_same(found["dr"]) is together


def test_a_region_that_is_called_nothing_may_be_any(tmp_path: Path) -> None:
    found = regions(tmp_path, '"eu-west-1"', '"eu-central-1"', "var.region")
    assert found["primary"].is_same(found["other"]) is None
    assert found["other"].is_code("eu-west-1") is None
    assert symbol(found["other"].value) == "var.region"
    assert symbol(found["primary"].value) == ""


def test_examples_and_the_pipeline_give_regions_but_nothing_else(tmp_path: Path) -> None:
    found = regions(
        tmp_path,
        "var.region",
        "var.dr_region",
        'var.regions["dr"]',
        **{
            "terraform.tfvars.example": 'region = "us-east-1"\ndr_region = "a-place"\n',
            "eu.tfvars.sample": 'regions = { primary = "eu-west-1", dr = "eu-west-3" }\n',
            "broken.tfvars.example": "region = = 1",
            ".github/workflows/deploy.yml": (
                "run: terraform plan -var 'dr_region=us-west-2' -var=region=eu-north-1\n"
            ),
        },
    )
    assert {role: each.code for role, each in found.items()} == {
        "primary": "us-east-1",
        "dr": "us-west-2",
        "other": "eu-west-3",
    }


def test_a_pipeline_that_gives_several_values_gives_none(tmp_path: Path) -> None:
    found = regions(
        tmp_path,
        "var.region",
        **{".github/workflows/a.yml": "TF_VAR_region: us-east-1\n---\nTF_VAR_region: us-west-2\n"},
    )
    assert found["primary"].code == ""


def test_regions_of_environments_differ_where_one_of_them_says_so(tmp_path: Path) -> None:
    found = regions(
        tmp_path,
        "var.region",
        "var.second",
        **{
            "environments/production.tfvars": 'region = "eu-west-1"\nsecond = "eu-west-3"\n',
            "environments/test.tfvars": 'region = "eu-north-1"\nsecond = "eu-north-1"\n',
        },
    )
    assert found["primary"].is_same(found["dr"]) is False
