"""RDS: which engine versions there are.

moto 5.2.5 does not implement DescribeDBEngineVersions. Without it, no plan can ask AWS
whether a version exists and supports global databases (DAT01). The versions are those of
the catalogue, so that the emulated AWS knows no version that tfdr's sources do not.
"""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from moto.core.responses import ActionResult
from moto.rds.responses import RDSResponse

from generator.emulator.extensions.teach import teach

_LOG_TYPES = {"aurora-postgresql": ["postgresql"]}


def install() -> None:
    """Teach moto to describe engine versions."""

    @teach(RDSResponse)
    def describe_db_engine_versions(self: RDSResponse) -> ActionResult:
        wanted = self.params
        found = [
            _described(wanted["Engine"], version)
            for version in _catalogue().get(wanted["Engine"], [])
            if _matches(wanted, version)
        ]
        return ActionResult({"DBEngineVersions": found})


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
        "MajorEngineVersion": version["version"].split(".")[0],
        "DBParameterGroupFamily": version["family"],
        "DBEngineDescription": engine,
        "DBEngineVersionDescription": f"{engine} {version['version']}",
        "Status": "available",
        "SupportedEngineModes": ["provisioned"],
        "ExportableLogTypes": _LOG_TYPES.get(engine, []),
        "SupportsLogExportsToCloudwatchLogs": True,
        "SupportsGlobalDatabases": True,
        "SupportsReadReplica": True,
        "SupportsParallelQuery": False,
    }


@cache
def _catalogue() -> dict[str, list[dict[str, Any]]]:
    text = files("generator").joinpath("catalogue", "engines.yml").read_text(encoding="utf-8")
    engines: dict[str, dict[str, Any]] = yaml.safe_load(text)["engines"]
    return {name: engine["versions"] for name, engine in engines.items()}
