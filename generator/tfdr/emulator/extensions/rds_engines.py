"""RDS: which engine versions there are, and what runs them.

moto 5.2.5 does not implement DescribeDBEngineVersions, and answers
DescribeOrderableDBInstanceOptions from a list of old versions without Aurora MySQL, whatever
class was asked for. Without them, no plan can ask AWS whether a version exists and supports
global databases (DAT01), nor whether a class does and has Performance Insights (DAT04). Versions
and classes are those of the catalogue, so that the emulated AWS knows none that tfdr's sources
do not. There is one class more in each list, which neither a global database nor, on MySQL,
Performance Insights takes: what has to be refused can be tried.
"""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from moto.core.responses import ActionResult
from moto.rds.responses import RDSResponse

from tfdr.emulator.extensions.teach import Original, adds, replaces, teaches

LOG_TYPES = {
    "aurora-mysql": ["audit", "error", "general", "slowquery"],
    "aurora-postgresql": ["postgresql"],
}
"""The logs that can be exported to CloudWatch, by engine."""

_TOO_SMALL = {"aurora-mysql": "db.t3.medium", "aurora-postgresql": "db.t4g.medium"}
_WITHOUT_INSIGHTS = ("db.t3.medium",)
# Every class is offered twice: once more for storage with its I/O included.
_STORAGE_TYPES = ("aurora", "aurora-iopt1")


@teaches(RDSResponse)
class Engines:
    """Engine versions, and the classes that run them."""

    @adds
    def describe_db_engine_versions(self: Any) -> ActionResult:
        wanted = self.params
        found = [
            _described(wanted["Engine"], version)
            for version in _versions(wanted["Engine"])
            if _matches(wanted, version)
        ]
        return ActionResult({"DBEngineVersions": found})

    @replaces
    def describe_orderable_db_instance_options(self: Any, original: Original) -> ActionResult:
        wanted = self.params
        if wanted["Engine"] not in _catalogue():
            return original()
        found = [
            _orderable(wanted["Engine"], version["version"], instance_class, storage, self.region)
            for version in _versions(wanted["Engine"])
            if _matches(wanted, version)
            for instance_class in _classes(wanted["Engine"])
            if wanted.get("DBInstanceClass") in (None, instance_class)
            for storage in _STORAGE_TYPES
        ]
        return ActionResult({"OrderableDBInstanceOptions": found})


def family(engine: str, version: str) -> str | None:
    """Return the family of parameter groups of a version, None if the version is unknown."""
    for known in _versions(engine):
        if known["version"] == version:
            return str(known["family"])
    return None


def _matches(wanted: Any, version: dict[str, Any]) -> bool:
    number: str = version["version"]
    asked = wanted.get("EngineVersion") or number
    # A major version stands for all of its minor ones.
    return (
        (number == asked or number.startswith(f"{asked}."))
        and (wanted.get("DBParameterGroupFamily") or version["family"]) == version["family"]
        and (version.get("default", False) or not wanted.get("DefaultOnly"))
    )


def _described(engine: str, version: dict[str, Any]) -> dict[str, Any]:
    return {
        "Engine": engine,
        "EngineVersion": version["version"],
        "MajorEngineVersion": _major(version["version"]),
        "DBParameterGroupFamily": version["family"],
        "DBEngineDescription": engine,
        "DBEngineVersionDescription": f"{engine} {version['version']}",
        "Status": "available",
        "SupportedEngineModes": ["provisioned"],
        "ExportableLogTypes": LOG_TYPES.get(engine, []),
        "SupportsLogExportsToCloudwatchLogs": True,
        "SupportsGlobalDatabases": True,
        "SupportsReadReplica": True,
        "SupportsParallelQuery": False,
    }


def _major(version: str) -> str:
    # 8.0.mysql_aurora.3.10.6 is of 8.0, and 17.7 of 17.
    numbers = version.partition(".mysql_aurora.")
    return numbers[0] if numbers[1] else version.split(".")[0]


def _orderable(
    engine: str, version: str, instance_class: str, storage: str, region: str
) -> dict[str, Any]:
    return {
        "Engine": engine,
        "EngineVersion": version,
        "DBInstanceClass": instance_class,
        "LicenseModel": "general-public-license",
        "AvailabilityZones": [{"Name": f"{region}{letter}"} for letter in "abc"],
        "StorageType": storage,
        "SupportedEngineModes": ["provisioned"],
        "SupportedNetworkTypes": ["IPV4", "DUAL"],
        "SupportsClusters": True,
        "SupportsEnhancedMonitoring": True,
        "SupportsGlobalDatabases": instance_class != _TOO_SMALL[engine],
        "SupportsIAMDatabaseAuthentication": True,
        "SupportsPerformanceInsights": instance_class not in _WITHOUT_INSIGHTS,
        "SupportsStorageEncryption": True,
        "Vpc": True,
    }


def _versions(engine: str) -> list[dict[str, Any]]:
    versions: list[dict[str, Any]] = _catalogue().get(engine, {}).get("versions", [])
    return versions


def _classes(engine: str) -> list[str]:
    return [*_catalogue()[engine]["classes"], "db.serverless", _TOO_SMALL[engine]]


@cache
def _catalogue() -> dict[str, dict[str, Any]]:
    text = files("tfdr").joinpath("catalogue", "engines.yml").read_text(encoding="utf-8")
    engines: dict[str, dict[str, Any]] = yaml.safe_load(text)["engines"]
    return engines
