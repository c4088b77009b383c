"""The commands of a repository's runbooks, carried out as they stand there."""

import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from tfdr.drill.stage import Stage
from tfdr.errors import TfdrError
from tfdr.terraform import Result

_BLOCK = re.compile(r"(?ms)^( *)```sh\n(.*?)^\1```$")
_HEADING = re.compile(r"(?m)^(#+) (.+)$")
_LONGEST = 1800  # seconds by the clock on the wall
_PYTHON = (sys.executable, "-P", "-m")
_NOBODY_IS_ASKED = {
    "CHECKPOINT_DISABLE": "1",
    "TF_IN_AUTOMATION": "1",
    "TF_INPUT": "0",
    "TF_CLI_ARGS_apply": "-auto-approve -no-color -parallelism=20",
    "TF_CLI_ARGS_plan": "-no-color -parallelism=20",
}


def carry_out(
    stage: Stage,
    page: str,
    heading: str,
    role: str,
    given: Mapping[str, str] | None = None,
    kept: Path | None = None,
) -> str:
    """Carry out the commands under a heading of a runbook, and return what they print.

    They run in the repository, where `aws`, `terraform` and `tfdr` know the emulated AWS only.

    Args:
        stage: where it is played.
        page: the runbook, such as `restore`.
        heading: under which they stand, such as `The database`.
        role: of the region that the page's first block chooses.
        given: what a person fills in besides.
        kept: the repository as it was when somebody kept the page; without one, as it is.

    Raises:
        TfdrError: there are no such commands, or one failed.
    """
    root = kept or stage.deployment.root
    text = (root / f"docs/runbooks/{page}.md").read_text(encoding="utf-8")
    names = {"ROLE": role, "REGION": stage.system.regions[role], "NAME": stage.system.name}
    with stage.timeline.step(f"{page}.md, {heading}: its commands are carried out"):
        return _run(stage, commands(text, heading), {**names, **(given or {})})


def commands(text: str, heading: str) -> str:
    """Return the commands under a heading, up to the next of its rank.

    Raises:
        TfdrError: there are none.
    """
    found = [each for each in _HEADING.finditer(text) if each[2].endswith(heading)]
    if not found:
        raise TfdrError(f"the runbook has no heading {heading}")
    begins, rank = found[0].end(), len(found[0][1])
    later = (each for each in _HEADING.finditer(text, begins) if len(each[1]) <= rank)
    end = next((each.start() for each in later if not _is_in_block(text, each.start())), None)
    blocks = [dedent(each[2]) for each in _BLOCK.finditer(text[begins:end])]
    if not blocks:
        raise TfdrError(f"the runbook has no commands under {heading}")
    return "\n".join(blocks)


def _is_in_block(text: str, place: int) -> bool:
    return any(each.start() < place < each.end() for each in _BLOCK.finditer(text))


def _run(stage: Stage, script: str, names: Mapping[str, str]) -> str:
    deployment = stage.deployment
    # A variable of it says that requests go by a proxy, which is right for nobody else.
    settings = [f"{name}={value}" for name, value in deployment.environment_of_terraform().items()]
    programs = {
        "aws": [*_PYTHON, "tfdr.drill.aws_command"],
        "terraform": ["env", *settings, *deployment.terraform.command],
        "tfdr": [*_PYTHON, "tfdr.cli"],
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, command in programs.items():
            program = Path(folder) / name
            program.write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n')
            program.chmod(0o755)
        environment = stage.emulator.environment()
        environment["PATH"] = f"{folder}:{environment.get('PATH', '')}"
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=deployment.root,
            env={**environment, **_NOBODY_IS_ASKED, **names},
            capture_output=True,
            text=True,
            timeout=_LONGEST,
            check=False,
        )
    if done.returncode:
        said = Result(done.returncode, done.stdout, done.stderr).message
        raise TfdrError(f"the runbook's commands failed: {said[-1200:]}")
    return done.stdout
