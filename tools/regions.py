"""Makes the table of what each region lacks: `python -m tools.regions --write`.

It reads what others publish for machines: CloudFormation's schemas as cfn-lint packs them (classes
of instances and databases, resource types, each by region) and AWS's words on each managed rule of
Config as moto packs them. Without `--write` it says whether what is checked in is what would be
written.
"""

import gzip
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import botocore
import moto
from tfdr.facts import FOLDER

from tools import made, wheels

CFN_LINT = "1.58.0"
FILE = FOLDER / "regional.yml"
PARTITION = "aws"
ENGINES = ("aurora-mysql", "aurora-postgresql", "mysql", "postgres")
# Resource types that a generated system has or may come to have.
TYPES = (
    "AWS::ApiGatewayV2::Api",
    "AWS::ARCRegionSwitch::Plan",
    "AWS::Backup::BackupPlan",
    "AWS::Backup::LogicallyAirGappedBackupVault",
    "AWS::Backup::RestoreTestingPlan",
    "AWS::CloudTrail::Trail",
    "AWS::Config::ConfigRule",
    "AWS::DynamoDB::GlobalTable",
    "AWS::ECS::Service",
    "AWS::FIS::ExperimentTemplate",
    "AWS::GuardDuty::Detector",
    "AWS::InspectorV2::Filter",
    "AWS::KMS::ReplicaKey",
    "AWS::Lambda::CodeSigningConfig",
    "AWS::RDS::DBProxy",
    "AWS::RDS::GlobalCluster",
    "AWS::ResilienceHub::App",
    "AWS::Scheduler::Schedule",
    "AWS::SecurityHub::Hub",
    "AWS::Synthetics::Canary",
    "AWS::WAFv2::WebACL",
    "AWS::XRay::SamplingRule",
)

Json = dict[str, Any]
Here = Mapping[str, set[str]]  # the regions that have a thing, by thing


def regions() -> dict[str, str]:
    """The regions of the partition, by the name that AWS's pages use."""
    file = Path(botocore.__file__).parent / "data" / "endpoints.json"
    partitions = json.loads(file.read_text())["partitions"]
    (known,) = (each["regions"] for each in partitions if each["partition"] == PARTITION)
    return {each["description"]: code for code, each in known.items()}


def config_rules(names: Mapping[str, str]) -> dict[str, set[str]]:
    """The regions that have each managed rule of Config."""
    file = Path(moto.__file__).parent / "config" / "resources" / "aws_managed_rules.json.gz"
    rules: Json = json.loads(gzip.decompress(file.read_bytes()))["ManagedRules"]
    return {id_: set(_said(rule["AWS Region"], names)) for id_, rule in rules.items()}


def _said(words: str, names: Mapping[str, str]) -> Iterable[str]:
    """The regions that a sentence of AWS means."""
    named = {code for name, code in names.items() if name in words}
    if words.startswith("All supported AWS regions"):
        return set(names.values()) - named
    if words.startswith("Only available in"):
        return named
    raise ValueError(f"not understood: {words}")


def instance_types(schemas: Path) -> dict[str, set[str]]:
    """The regions that have each type of instance."""
    found: Json = _read(schemas / "extensions/aws_ec2_instance/instancetype_enum.json")
    return _turned({code: each["enum"] for code, each in found.items() if "-" in code})


def database_classes(schemas: Path, engine: str) -> dict[str, set[str]]:
    """The regions that have each class of database instance for an engine."""
    found: Json = _read(schemas / "extensions/aws_rds_dbinstance/dbinstanceclass_enum.json")
    here: dict[str, list[str]] = {}
    for code, schema in found.items():
        for branch in schema.get("allOf", ()):
            if branch["if"]["properties"]["Engine"].get("const") == engine:
                classes = branch["then"]["properties"]["DBInstanceClass"]["enum"]
                here.setdefault(code, []).extend(classes)
    return _turned(here)


def resource_types(schemas: Path, codes: Iterable[str]) -> dict[str, set[str]]:
    """The regions that have each of `TYPES`."""
    here = {code: set(_read(schemas / f"providers/{code}.json")) & set(TYPES) for code in codes}
    return {type_: set() for type_ in TYPES} | _turned(here)


def _turned(here: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for code, things in here.items():
        for thing in things:
            found.setdefault(thing, set()).add(code)
    return found


def _read(file: Path) -> Json:
    found: Json = json.loads(file.read_text())
    return found


def families(types: Here, prefix: str = "") -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The regions that have any size of each family, and those of the sizes that are not in all."""
    every: dict[str, set[str]] = {}
    for type_, codes in types.items():
        every.setdefault(_family(type_, prefix), set()).update(codes)
    sizes = {
        type_: codes for type_, codes in types.items() if codes != every[_family(type_, prefix)]
    }
    return every, sizes


def _family(type_: str, prefix: str) -> str:
    return prefix + type_.removeprefix(prefix).split(".")[0]


def _table(here: Here, codes: set[str]) -> Iterator[str]:
    """Lines for the things that all regions have, and for those that some lack."""
    lacking: dict[str, list[str]] = {}
    for thing, has in sorted(here.items()):
        lacking.setdefault(" ".join(sorted(codes - has)), []).append(thing)
    for lack, things in sorted(lacking.items(), key=lambda each: (len(each[0]), each[0])):
        yield from _wrapped("  - lack: ", lack.split())
        yield from _wrapped("    what: ", things)


def _wrapped(start: str, things: list[str]) -> Iterator[str]:
    line = f"{start}[" if things else f"{start}[]"
    for at, thing in enumerate(things):
        word = thing + ("]" if at == len(things) - 1 else ",")
        if len(line) + len(word) > 99:
            yield line.rstrip()
            line = " " * (len(start) + 1)
        line += word + " "
    yield line.rstrip()


def text() -> str:
    """The table."""
    names = regions()
    with tempfile.TemporaryDirectory(prefix="tfdr-") as temporary:
        package = wheels.unpacked("cfn-lint", CFN_LINT, Path(temporary))
        schemas = package / "cfnlint" / "data" / "schemas"
        date = _read(schemas / "version.json")["schema_date"][:10]
        instances = instance_types(schemas)
        codes = {code for code in names.values() if (schemas / f"providers/{code}.json").is_file()}
        parts: dict[str, Here] = {
            "config_rules": config_rules(names),
            "resource_types": resource_types(schemas, codes),
        }
        parts["instance_families"], parts["instance_types"] = families(instances)
        for engine in ENGINES:
            classes = families(database_classes(schemas, engine), "db.")
            key = engine.replace("-", "_")
            parts[f"{key}_families"], parts[f"{key}_classes"] = classes
    lines = [_HEAD.format(date=date, cfn_lint=CFN_LINT, moto=version("moto"))]
    lines += _wrapped("regions: ", sorted(codes))
    for name, here in parts.items():
        own = {thing: has & codes for thing, has in here.items()}
        lines += ["", f"{name}:", *_table(own, codes)]
    return "\n".join([*lines, ""])


_HEAD = """\
# What each region lacks of what code may ask for, made by `python -m tools.regions --write`:
# change that, not this. A thing that is in no list is not known, which says nothing about it.
#
# config_rules: managed rules of AWS Config. instance_families, instance_types: of EC2; a type is
# listed where it lacks in regions that have its family. *_families, *_classes: of RDS, by engine,
# in the same way. resource_types: of CloudFormation, which mostly has what a region has.
# `lack` names regions; what stands with an empty list is in all that `regions` names.
as_of: {date}
source:
  - PyPI package cfn-lint {cfn_lint}, schemas of CloudFormation and price lists of EC2 and RDS
  - PyPI package moto {moto}, AWS's words on the regions of each managed rule
  - https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html
"""


if __name__ == "__main__":
    sys.exit(made.main(FILE, text, __doc__))
