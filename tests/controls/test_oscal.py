"""The export is what OSCAL's own schema says a component definition is."""

import gzip
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tfdr.controls import evidence, oscal

from tests.controls.conftest import LEVELS, Repository
from tests.support import FIXTURES, Tfdr

# Published by NIST, in the public domain: http://csrc.nist.gov/ns/oscal/1.2.1/.
SCHEMA = FIXTURES / "oscal" / "component-definition-1.2.1.json.gz"


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft7Validator:
    text = gzip.decompress(SCHEMA.read_bytes()).decode()
    # Python's regular expressions have no names for letters and numbers of all scripts.
    text = text.replace(r"\\p{L}", "[A-Za-z]").replace(r"\\p{N}", "[0-9]")
    return jsonschema.Draft7Validator(
        json.loads(text), format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER
    )


def exported(tfdr: Tfdr, directory: Path) -> dict[str, Any]:
    done = tfdr("controls", directory, "--format", "oscal")
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


@pytest.mark.parametrize("level", LEVELS)
def test_it_is_valid(
    level: str, repository: Repository, schema: jsonschema.Draft7Validator, tfdr: Tfdr
) -> None:
    found = exported(tfdr, repository(level))

    assert [error.message for error in schema.iter_errors(found)] == []


def test_the_schema_refuses_what_is_none(
    repository: Repository, schema: jsonschema.Draft7Validator, tfdr: Tfdr
) -> None:
    found = exported(tfdr, repository("pci-dss"))
    component = found["component-definition"]["components"][0]
    component["control-implementations"][0]["implemented-requirements"][0]["control-id"] = "1.3.1"

    assert any("1.3.1" in error.message for error in schema.iter_errors(found))


def test_it_says_which_requirement_is_met_where(repository: Repository, tfdr: Tfdr) -> None:
    found = exported(tfdr, repository("hipaa"))
    component = found["component-definition"]["components"][0]
    hipaa, cis = component["control-implementations"]
    by_id = {each["control-id"]: each for each in hipaa["implemented-requirements"]}
    props = {
        (each["name"], each["value"]): each.get("class")
        for each in by_id["hipaa-164.312.b"]["props"]
    }

    assert cis["implemented-requirements"][0]["control-id"].startswith("cis-")
    assert props["requirement", "HIPAA 164.312(b)"] is None
    assert props["resource-address", "module.dr.module.network.aws_flow_log.this"] == "flow-logs"
    assert "aws ec2 describe-flow-logs" in by_id["hipaa-164.312.b"]["remarks"]
    assert "not certification" in found["component-definition"]["metadata"]["remarks"]


def test_the_same_controls_give_the_same_bytes_and_others_do_not(repository: Repository) -> None:
    said = evidence.read(repository("soc2"))

    assert oscal.text(said) == oscal.text(evidence.read(repository("soc2")))
    uuids = {
        json.loads(oscal.text(evidence.read(repository(level))))["component-definition"]["uuid"]
        for level in LEVELS
    }
    assert len(uuids) == len(LEVELS)
