"""Data was deleted and overwritten by somebody: each kind is restored by the runbook's commands."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tfdr.drill import acts, checks, runbook
from tfdr.drill.stage import Stage
from tfdr.drill.system import System

TITLE = "Data is deleted and overwritten, and is restored by the commands of the runbook"

_DELETED, _OVERWRITTEN = "reports/2029.csv", "reports/2030.csv"
_RIGHT, _WRONG = b"right", b"wrong"


def needs(system: System) -> str:
    """Say what a system lacks to play this."""
    has_any = system.global_cluster or system.sessions_table or system.bucket("primary")
    return "" if has_any else "it keeps no data that could be restored"


def play(stage: Stage) -> None:
    """Expect: each kind of data is there as before, nothing was replaced, and nothing is left."""
    acts.steady_state(stage)
    system = stage.system
    kinds: list[tuple[object, Callable[[Stage, str], None]]] = [
        (system.global_cluster, _cluster),
        (system.sessions_table, _table),
        (system.bucket("primary"), _objects),
    ]
    _write(stage)
    with stage.timeline.step("two minutes pass"):
        stage.pass_minutes(2)
    at = datetime.fromtimestamp(stage.emulator.clock()["now"], UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with stage.timeline.step("somebody deletes and overwrites data"):
        stage.pass_minutes(1)
        _damage(stage)
    for there, restore in kinds:
        if there:
            restore(stage, at)
    stage.timeline.heading("Afterwards")
    if system.global_cluster or system.sessions_table:
        runbook.carry_out(stage, "restore", "What was restored beside", "primary")
    checks.active(stage, "primary")
    checks.plan_is_empty(stage, "after restoring")


def _write(stage: Stage) -> None:
    if bucket := stage.system.bucket("primary"):
        for key in (_DELETED, _OVERWRITTEN):
            _s3(stage).put_object(Bucket=bucket, Key=key, Body=_RIGHT)


def _damage(stage: Stage) -> None:
    if bucket := stage.system.bucket("primary"):
        _s3(stage).delete_object(Bucket=bucket, Key=_DELETED)
        _s3(stage).put_object(Bucket=bucket, Key=_OVERWRITTEN, Body=_WRONG)


def _cluster(stage: Stage, at: str) -> None:
    stage.timeline.heading("A cluster")
    runbook.carry_out(stage, "restore", "The database", "primary", {"AT": at})
    rds = stage.emulator.client("rds", stage.system.regions["primary"])
    name = f"{stage.system.name}-restored"
    restored = rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]
    stage.timeline.check(f"{name} has an instance", bool(restored["DBClusterMembers"]), restored)
    original = stage.database("primary")
    same = ("Engine", "EngineVersion", "KmsKeyId", "DBSubnetGroup", "DBClusterParameterGroup")
    differs = [each for each in same if restored.get(each) != original.get(each)]
    stage.timeline.check(f"{name} is as the cluster that it is from", not differs, differs)
    checks.one_writer(stage, "primary")


def _table(stage: Stage, at: str) -> None:
    stage.timeline.heading("A table")
    runbook.carry_out(stage, "restore", "The table of sessions", "primary", {"AT": at})
    dynamodb = stage.emulator.client("dynamodb", stage.system.regions["primary"])
    name = f"{stage.system.sessions_table}-restored"
    restored = dynamodb.describe_table(TableName=name)["Table"]
    original = dynamodb.describe_table(TableName=stage.system.sessions_table)["Table"]
    same = restored["KeySchema"] == original["KeySchema"]
    stage.timeline.check(f"{name} has the keys of the table that it is from", same, restored)


def _objects(stage: Stage, at: str) -> None:
    stage.timeline.heading("A bucket, and an object")
    given = {"AT": at, "PREFIX": "reports/", "KEY": _OVERWRITTEN}
    for heading, key in (("A bucket", _DELETED), ("An object", _OVERWRITTEN)):
        runbook.carry_out(stage, "restore", heading, "primary", given)
        found = _s3(stage).get_object(Bucket=stage.system.bucket("primary"), Key=key)
        text = found["Body"].read()
        stage.timeline.check(f"{key} is as before", text == _RIGHT, text)


def _s3(stage: Stage) -> Any:
    return stage.emulator.client("s3", stage.system.regions["primary"])
