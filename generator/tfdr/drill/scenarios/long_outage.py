"""The primary region is lost for longer than a password may last."""

from tfdr.drill import acts, checks, runbook
from tfdr.drill.stage import Stage
from tfdr.drill.system import System

TITLE = "The primary region is lost for so long that the password is rotated without it"


def needs(system: System) -> str:
    """Say what a system lacks to play this."""
    return system.lacks_sign_in("it has no database whose password is rotated")


def play(stage: Stage) -> None:
    """Make the standby's secret one of its own, rotate there, join both again by the runbook."""
    standby = stage.system.standby
    acts.steady_state(stage)
    before = stage.password(standby)
    with acts.primary_lost(stage, "stops answering"):
        stage.timeline.heading("The password's time is over")
        acts.call(stage, standby, "promote-secret")
        stage.emulator.settle()
        new = stage.password(standby) != before
        stage.timeline.check(f"{standby} has a new password", new)
        checks.signs_in(stage, standby)
    stage.timeline.heading("One secret again")
    runbook.carry_out(stage, "failback", "The secret", "primary")
    one = stage.password("primary") == stage.password(standby) != before
    stage.timeline.check("both regions have the new password", one)
    for role in ("primary", standby):
        checks.signs_in(stage, role)
    acts.fail_back(stage, standby)
