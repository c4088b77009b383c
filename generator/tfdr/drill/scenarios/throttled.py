"""The primary region is lost, and the APIs of the others are throttled: everybody fails over."""

from tfdr.drill import acts, checks
from tfdr.drill.stage import Stage
from tfdr.drill.system import System

TITLE = "The primary region is lost, and AWS's control plane is throttled"

_SHARE = 0.3  # of all calls
_SEED = 7


def needs(_system: System) -> str:
    """Say what a system lacks to play this; nothing is ever lacking."""
    return ""


def play(stage: Stage) -> None:
    """Fail over while three of ten calls are turned away, and go back."""
    standby, region = stage.system.standby, stage.system.regions["primary"]
    acts.steady_state(stage)
    stage.timeline.heading(f"Outage of {region}, and throttled APIs elsewhere")
    loss = acts.is_lost(stage)
    with stage.without("primary"):
        acts.alarm_calls(stage, standby, loss)
        with stage.timeline.step(f"{_SHARE:.0%} of all calls are throttled"):
            stage.emulator.throttle("*", _SHARE, seed=_SEED)
        try:
            acts.fail_over(stage, standby, loss)
        finally:
            stage.emulator.stop_throttling()
        checks.active(stage, standby)
        checks.nothing_left(stage, standby, expected=["primary"])
    acts.is_back(stage, "primary", standby)
    acts.fail_back(stage, standby)
