"""A system that runs, planned at a higher compliance level."""

import shutil
from pathlib import Path

from tfdr import cli
from tfdr.emulator.client.deployment import Deployment, Plan

from tests.installed import released
from tests.support import commit
from tests.systems.lifecycle import Life


def plan_at(life: Life, level: str, folder: Path) -> Plan:
    """Update the repository of a life to a level, and plan what that would change.

    The update is planned from a copy: the life goes on as it was.
    """
    repository = folder / "repository"
    template = str(released(folder / "template"))
    given = ["--preset", life.preset, "--defaults", "--template", template]
    assert cli.main(["new", str(repository), *given]) == 0
    commit(repository, "Generate")
    assert cli.main(["update", str(repository), "--data", f"compliance_level={level}"]) == 0

    now = life.deployment
    later = Deployment.of(
        repository, folder / "copy", now.environment, now.emulator, now.terraform
    )  # fmt: skip
    shutil.copy(now.bootstrap / "terraform.tfstate", later.bootstrap)
    later.create_backend()
    return later.plan("raised")


def changes(plan: Plan, *actions: str) -> set[str]:
    """Return the types of resources with which a plan does just these things, in any order."""
    return {
        change["type"]
        for change in plan.shown["resource_changes"]
        if set(change["change"]["actions"]) == set(actions)
    }
