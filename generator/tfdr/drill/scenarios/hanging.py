"""The primary region takes connections and never answers: each call costs its whole time-out."""

from tfdr.drill import acts, checks
from tfdr.drill.stage import Stage
from tfdr.drill.system import System
from tfdr.emulator.protocol import HANGING

TITLE = "The primary region takes calls and never answers them"


def needs(_system: System) -> str:
    """Say what a system lacks to play this; nothing is ever lacking."""
    return ""


def play(stage: Stage) -> None:
    """Have the primary region hang, fail over all the same, plan there, get it back, go back."""
    standby, region = stage.system.standby, stage.system.regions["primary"]
    acts.steady_state(stage)
    with acts.primary_lost(stage, "takes calls and does not answer", HANGING):
        checks.plan_is_empty(stage, f"while {region} hangs")
    acts.fail_back(stage, standby)
