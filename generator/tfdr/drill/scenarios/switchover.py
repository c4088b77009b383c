"""Both regions are well: a planned switchover there and back, which loses nothing."""

from tfdr.drill import acts, checks
from tfdr.drill.stage import Stage
from tfdr.drill.system import System

TITLE = "A planned switchover, and the way back"


def needs(_system: System) -> str:
    """Say what a system lacks to play this; nothing is ever lacking."""
    return ""


def play(stage: Stage) -> None:
    """Switch over, run it twice, look, and go back."""
    standby = stage.system.standby
    acts.steady_state(stage)
    stage.timeline.heading("Switchover")
    since = stage.timeline.minute
    answer = acts.take_over(stage, standby, "switchover")
    stage.timeline.check(
        "nothing was lost", not answer.get("losses"), answer.get("losses", "nothing said")
    )
    checks.people_were_told(stage, standby, since, standby, "is the active region")
    checks.active(stage, standby)
    checks.nothing_left(stage, standby)
    again = acts.call(stage, standby, "switchover")
    stage.timeline.check(
        "a second run changes nothing", again["outcome"] == "nothing to do", again["message"]
    )
    checks.plan_is_empty(stage, "after switchover")
    acts.fail_back(stage, standby)
