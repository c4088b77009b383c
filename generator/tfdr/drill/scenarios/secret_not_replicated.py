"""A rotation does not get to the standby's secret, and then the primary region is lost."""

from tfdr.drill import acts, checks
from tfdr.drill.stage import Stage
from tfdr.drill.system import System

TITLE = "The primary region is lost, and the standby's secret holds the password of before"


def needs(system: System) -> str:
    """Say what a system lacks to play this."""
    return system.lacks_sign_in("it has no database whose password is a secret")


def play(stage: Stage) -> None:
    """Expect: people hear of it, the failover sets the older password, a rotation mends all."""
    standby, regions = stage.system.standby, stage.system.regions
    acts.steady_state(stage)
    _alarm_is(stage, on=False)
    stage.timeline.heading(f"Nothing is copied to the secret in {regions[standby]}")
    stage.emulator.copy_secrets(regions[standby], copied=False)
    since = stage.timeline.minute
    with stage.timeline.step("the password is rotated"):
        stage.rotate_secret("primary")
        _alarm_is(stage, on=True)
    checks.people_were_told(stage, "primary", since, "rotation-errors")
    checks.not_ready(stage, standby, "secret", "older")
    with acts.primary_lost(stage, "stops answering"):
        checks.password_is_set(stage, standby)
    stage.timeline.heading("The secret is copied again")
    stage.emulator.copy_secrets(regions[standby], copied=True)
    with stage.timeline.step("the password is rotated again"):
        stage.rotate_secret("primary")
    for role in regions:
        checks.signs_in(stage, role)
    acts.fail_back(stage, standby)


def _alarm_is(stage: Stage, *, on: bool) -> None:
    """Let minutes pass until the alarm on failed rotations is on, or is not."""
    stage.pass_minutes_until(
        lambda: (stage.alarm("primary", "rotation-errors") == "ALARM") is on, at_most=30
    )
