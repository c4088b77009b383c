"""The standby's database was patched and the writer's was not: RDS would not promote it."""

import re

from tfdr.drill import acts, checks
from tfdr.drill.stage import Stage
from tfdr.drill.system import System

TITLE = "The primary region is lost while the versions of the databases differ"

_MINUTES = 8  # of the outage, in which nothing may begin by itself


def needs(system: System) -> str:
    """Say what a system lacks to play this."""
    return "" if system.global_cluster else "it has no databases whose versions could differ"


def play(stage: Stage) -> None:
    """Expect: it is said before, refused before anything is closed, and over with one version."""
    standby, regions = stage.system.standby, stage.system.regions
    acts.steady_state(stage)
    stage.timeline.heading(f"The database in {regions[standby]} is patched first")
    version = str(stage.database("primary")["EngineVersion"])
    later = _later(version)
    since = stage.timeline.minute
    with stage.timeline.step(f"the database in {regions[standby]} gets version {later}"):
        stage.emulator.set_engine_version(regions[standby], later)
        stage.pass_minutes_until(lambda: stage.alarm(standby, "not-ready") == "ALARM", at_most=16)
    checks.not_ready(stage, standby, "versions", later, version)
    checks.people_were_told(stage, standby, since, "not-ready")
    stage.timeline.heading(f"Outage of {regions['primary']}")
    with stage.without("primary"):
        with stage.timeline.step(f"{regions['primary']} stops answering for {_MINUTES} minutes"):
            stage.pass_minutes(_MINUTES)
        state = stage.alarm(standby, "failover-needed")
        stage.timeline.check("no alarm calls for what RDS would refuse", state != "ALARM", state)
        asked = {"allow_data_loss": True}
        for more in ({}, {"force": True}):
            answer = acts.call(stage, standby, "failover", **asked, **more)
            checks.refused(stage, answer, version, later, "detach")
    stage.timeline.heading(f"{regions['primary']} is back")
    with stage.timeline.step("three minutes pass"):
        stage.pass_minutes(3)
    checks.active(stage, "primary")
    checks.nothing_left(stage, "primary")
    with stage.timeline.step(f"the database in {regions['primary']} gets version {later}"):
        stage.emulator.set_engine_version(regions["primary"], later)
        stage.pass_minutes(6)
    checks.ready(stage, standby)


def _later(version: str) -> str:
    """Return the next version, of which RDS says that it is not the same."""
    head, last = re.fullmatch(r"(.*?)(\d+)", version).groups()  # type: ignore[union-attr]
    return f"{head}{int(last) + 1}"
