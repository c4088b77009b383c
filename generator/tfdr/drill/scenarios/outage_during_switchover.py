"""The primary region is lost while a planned switchover away from it is under way."""

import threading
import time
from typing import Any

from tfdr.drill import acts, checks
from tfdr.drill.stage import Stage
from tfdr.drill.system import System

TITLE = "The primary region is lost in the middle of a switchover"

_SLOW, _USUAL = 20.0, 2.0  # seconds that the emulated Aurora takes to switch over
_BEGINS_WITHIN = 60.0


def needs(system: System) -> str:
    """Say what a system lacks to play this."""
    return "" if system.global_cluster else "it has no database to switch over"


def play(stage: Stage) -> None:
    """Begin a switchover, lose the region that is left, fail over instead, go back."""
    standby, region = stage.system.standby, stage.system.regions["primary"]
    acts.steady_state(stage)
    stage.timeline.heading(f"Switchover, and outage of {region}")
    since = stage.timeline.minute
    stage.emulator.set_failover_pace(seconds=_SLOW)
    switching = _Switchover(stage, standby)
    with stage.timeline.step("switchover, asked of the function in the standby"):
        switching.start()
        begun = _wait_for(stage, "switching-over")
    stage.timeline.check("Aurora has begun to switch over", begun)
    with stage.without("primary"):
        with stage.timeline.step(f"{region} stops answering before it is done") as said:
            stage.emulator.set_failover_pace(seconds=_USUAL)
            switching.join()
            said.append(str(switching.answer.get("message", switching.answer)))
        stage.timeline.check(
            "the switchover does not claim to be done",
            switching.answer.get("outcome") != "finished",
            switching.answer,
        )
        acts.fail_over(stage, standby, since)
        checks.active(stage, standby)
    acts.is_back(stage, "primary", standby)
    acts.fail_back(stage, standby)


class _Switchover(threading.Thread):
    """The call of the function, which lasts as long as the switchover does."""

    def __init__(self, stage: Stage, role: str) -> None:
        super().__init__(daemon=True)
        self._stage, self._role = stage, role
        self.answer: dict[str, Any] = {}

    def run(self) -> None:
        try:
            self.answer = self._stage.invoke("failover", self._role, action="switchover")
        except Exception as error:  # whatever it is, the checks are about what became of it
            self.answer = {"outcome": "failed", "message": str(error)}


def _wait_for(stage: Stage, status: str) -> bool:
    client = stage.observer.client("rds", stage.system.regions[stage.system.standby])
    until = time.monotonic() + _BEGINS_WITHIN
    while time.monotonic() < until:
        said = client.describe_global_clusters(GlobalClusterIdentifier=stage.system.global_cluster)
        if said["GlobalClusters"][0]["Status"] == status:
            return True
        time.sleep(0.2)
    return False
