"""A person who reads the deployment page and types its commands at a terminal."""

import os
import re
import select
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from tfdr.emulator.client.emulator import Emulator
from tfdr.emulator.client.environment import client_environment
from tfdr.emulator.client.override import copy_with_overrides
from tfdr.terraform import providers

from tests.support import GIT_ENV, ROOT
from tests.systems.first_day import programs

_BLOCK = re.compile(r"(?ms)^( *)```sh\n(.*?)^\1```$|^(#+ [^\n]+)$")
NOT_PLAYED = {
    r"terraform providers lock": "asks the registry for the checksums of other platforms",
    r"update-hosted-zone-features": "moto knows no accelerated recovery",
    r"emergency": "the users and the role for emergencies are there before the first day, and stay",
}
"""Blocks that cannot be typed here, and why."""

NOT_KNOWN = {r"aws backup list-copy-jobs": "no job of a backup runs in the emulated AWS"}
"""Commands that are left out of their blocks, and why."""

LONGEST = 1800
"""Seconds after which a block has stopped."""


@dataclass(frozen=True)
class Block:
    """Commands of the page.

    Attributes:
        heading: what they stand under, without its number.
        text: as a person copies them.
    """

    heading: str
    text: str


@dataclass(frozen=True)
class Done:
    """How commands ended, and what a person saw."""

    code: int
    seen: str

    @property
    def line(self) -> str:
        """What was seen, without breaks and frames."""
        return " ".join(re.sub(r"[│╷╵]", " ", self.seen).split())


def blocks(page: str) -> Iterator[Block]:
    """Return the blocks of commands of a page, in their order."""
    heading = ""
    for found in _BLOCK.finditer(page):
        if found[3]:
            heading = re.sub(r"^#+ (\d+\. )?", "", found[3])
        else:
            yield Block(heading, dedent(found[2]))


def playable(found: Iterator[Block]) -> Iterator[Block]:
    """Return the blocks that can be typed here, without the commands that cannot."""
    for block in found:
        if not any(re.search(each, block.text) for each in NOT_PLAYED):
            lines = re.findall(r"(?:.*\\\n)*.*\n", block.text)
            known = [each for each in lines if not any(re.search(no, each) for no in NOT_KNOWN)]
            yield Block(block.heading, "".join(known))


@dataclass
class Person:
    """Somebody with a clone, at a terminal.

    Attributes:
        emulator: the account.
        clone: the repository, with the emulator's override beside its files.
        path: where its shell looks for programs.
    """

    emulator: Emulator
    clone: Path
    path: str

    @classmethod
    def with_clone(cls, repository: Path, folder: Path, emulator: Emulator) -> "Person":
        """Return somebody who has cloned a repository."""
        copy_with_overrides(repository, folder / "clone")
        path = programs.install(folder / "bin")
        person = cls(emulator, folder / "clone", path)
        assert person.types("git init --quiet && git add --all").code == 0
        return person

    @property
    def environment(self) -> dict[str, str]:
        """What the shell of the person has."""
        ours = ("TF_", "PYTEST_", "COV_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        plugins = providers.chosen_directory(None)
        return {
            **client_environment(self.emulator.endpoint, kept),
            **providers.environment(None),
            **GIT_ENV,
            # Terraform's provider puts the account before the host of S3 Control's requests.
            "HTTP_PROXY": self.emulator.endpoint,
            **({"TF_CLI_ARGS_init": f"-plugin-dir={plugins}"} if plugins else {}),
            # The provider waits fixed times for many resources.
            "TF_CLI_ARGS_apply": "-parallelism=20",
            "TF_CLI_ARGS_destroy": "-parallelism=20",
            "TF_CLI_ARGS": "-no-color",
            "NO_PROXY": "127.0.0.1",
            "PATH": self.path,
            "PYTHONPATH": f"{ROOT}:{ROOT / 'generator'}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "FIRST_DAY_GH": str(self.clone.parent / "gh"),
        }

    def types(
        self,
        commands: str,
        answer: str = "yes",
        *,
        goes_on: bool = False,
        once_seen: tuple[str, Callable[[int], object]] | None = None,
        **credentials: str,
    ) -> Done:
        """Give commands to a shell; give whatever asks the same answer.

        Args:
            commands: of one block.
            answer: what is typed where something waits for an answer.
            goes_on: whether what follows is typed although something was not there.
            once_seen: a text, and what the person does once it is there, given the shell's process.
            credentials: others than the person's own.
        """
        print(f"$ {commands.strip()}", flush=True)
        began = time.monotonic()
        ours, theirs = os.openpty()
        process = subprocess.Popen(
            ["bash", *([] if goes_on else ["-e"]), "-o", "pipefail", "-c", commands],
            cwd=self.clone, env={**self.environment, **credentials}, stdin=theirs,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        seen = b""
        answered = 0
        while True:
            ready, _, _ = select.select([process.stdout], [], [], 1)
            if ready:
                chunk = process.stdout.read()
                if not chunk:
                    break
                seen += chunk
            if once_seen and once_seen[0].encode() in seen:
                _, does = once_seen
                once_seen = None
                does(process.pid)
            waiting = seen[answered:]
            if re.search(rb"(Enter a value: |\[y/N\] |to destroy it: )$", waiting):
                answered = len(seen)
                os.write(ours, f"{answer}\n".encode())
            if time.monotonic() - began > LONGEST:
                process.kill()
                raise TimeoutError(seen[-3000:].decode(errors="replace"))
        os.close(ours)
        code = process.wait()
        if code:
            print(seen.decode(errors="replace")[-3000:])
        print(f"  after {time.monotonic() - began:.0f} s: {code}", flush=True)
        return Done(code, seen.decode(errors="replace"))

    def page(self, environment: str, first: str) -> list[Block]:
        """Return what the page has to type for an environment.

        Another environment than that of the page is put in its place, as the page says.
        """
        text = (self.clone / "docs/deployment.md").read_text(encoding="utf-8")
        if environment != first:
            text = text.replace(first, environment)
            text = text.replace(self.domain(first), self.domain(environment))
        return list(playable(blocks(text)))

    def domain(self, environment: str) -> str:
        """Return the domain name of an environment."""
        settings = (self.clone / f"environments/{environment}.tfvars").read_text(encoding="utf-8")
        found = re.search(r'(?m)^domain_name\s*=\s*"(.+)"', settings)
        return found[1] if found else "no domain"
