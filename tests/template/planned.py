"""What a repository's own test plans, without an account."""

import json
import re
from pathlib import Path

from tfdr import terraform
from tfdr.terraform import providers

KEY = re.compile(r"\[(?:\d+|\"[^\"]*\")\]")
SYSTEM = "tests/system.tftest.hcl"
TARGETED = """\
run "target" {
  command = plan

  plan_options {
    target = [%s]
  }
}
"""


def planned(repository: Path, target: str = "") -> set[str]:
    """The addresses of all resources that are planned, without keys.

    Args:
        repository: where its test is cut down to that plan.
        target: the one address that is to be planned, with what it needs; all without one.
    """
    path = repository / SYSTEM
    beginning, first, *_ = re.split(r"(?m)^(?=run )", path.read_text(encoding="utf-8"))
    if target:
        first = TARGETED % target
    path.write_text(beginning + first, encoding="utf-8")
    tool, env = terraform.find(), providers.environment(None)
    assert tool.run(["init", "-backend=false"], repository, env=env).code == 0
    done = tool.run(["test", "-json", "-verbose", f"-filter={SYSTEM}"], repository, env=env)
    assert done.code == 0, done.message
    events = map(json.loads, done.stdout.splitlines())
    (plan,) = (each["test_plan"] for each in events if each["type"] == "test_plan")
    changes = (each for each in plan["resource_changes"] if each["mode"] == "managed")
    return {KEY.sub("", each["address"]) for each in changes}
