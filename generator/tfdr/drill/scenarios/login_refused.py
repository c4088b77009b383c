"""The standby's database has another password than its secret: a rotation got to one of them."""

from tfdr.drill import acts, checks
from tfdr.drill.stage import Stage
from tfdr.drill.system import System

TITLE = "The primary region is lost, and the standby's proxy cannot sign in at the database"

PASSWORD = "of-a-rotation-that-got-no-further"  # noqa: S105 - of an emulated database


def needs(system: System) -> str:
    """Say what a system lacks to play this."""
    return system.lacks_sign_in("it has no database to sign in at")


def play(stage: Stage) -> None:
    """Expect: it is said, it keeps nobody from failing over, and the failover mends it."""
    standby, regions = stage.system.standby, stage.system.regions
    acts.steady_state(stage)
    stage.timeline.heading(f"The password changes in {regions[standby]} and its secret does not")
    with stage.timeline.step(f"the database in {regions[standby]} gets another password"):
        stage.emulator.set_password(regions[standby], PASSWORD)
    checks.not_ready(stage, standby, "login", "AUTH_FAILURE")
    with acts.primary_lost(stage, "stops answering"):
        checks.password_is_set(stage, standby)
    acts.fail_back(stage, standby)
