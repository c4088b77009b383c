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

_BLOCK = re.compile(r"(?ms)^( *)```sh\n(.*?)^\1```$")
_HEADING = re.compile(r"(?m)^(#+) (.+)$")
_LONGEST = 1200  # seconds by the clock on the wall


def carry_out(
    stage: Stage, page: str, heading: str, role: str, given: Mapping[str, str] | None = None
) -> str:
    """Carry out the commands under a heading of a runbook, and return what they print.

    Args:
        stage: where it is played.
        page: the runbook, such as `restore`.
        heading: under which they stand, such as `The database`.
        role: of the region that the page's first block chooses.
        given: what a person fills in besides.

    Raises:
        TfdrError: there are no such commands, or one failed.
    """
    text = (stage.deployment.root / f"docs/runbooks/{page}.md").read_text(encoding="utf-8")
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
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "aws"
        python = shlex.quote(sys.executable)
        program.write_text(f'#!/bin/sh\nexec {python} -m tfdr.drill.aws_command "$@"\n')
        program.chmod(0o755)
        environment = stage.emulator.environment()
        environment["PATH"] = f"{folder}:{environment.get('PATH', '')}"
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=folder,
            env={**environment, **names},
            capture_output=True,
            text=True,
            timeout=_LONGEST,
            check=False,
        )
    if done.returncode:
        raise TfdrError(f"the runbook's commands failed: {done.stderr.strip()[-600:]}")
    return done.stdout
