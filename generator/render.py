"""Rendering with copier: the only module that imports it.

`copier.run_copy` cannot show the questions of a template before it renders, and
`copier.run_update` cannot move to another source, so this uses the worker behind both. That is
not public API: the version range in pyproject.toml and tests/test_doors.py hold it in place.
"""

import contextlib
import io
import os
import re
import shutil
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from generator import __version__
from generator.errors import BadAnswer, TfdrError, ToolMissing
from generator.values import shown

if TYPE_CHECKING:
    from copier._template import Template as CopierTemplate

BUILT_IN: Final = "builtin:tfdr"
"""What the answers file names as its source when the template came with the installed package."""

_PACKAGE = Path(__file__).parent
# Forms of URL that copier takes for git, and those that it only does with `git+` before them.
_GIT_URL = re.compile(r"^(?:gh:|gl:|git@|git://|git\+)|\.git$")
_OTHER_URL = re.compile(r"^(?:ssh|https?|file)://")
_CREDENTIALS = re.compile(r"^(?:git\+)?[a-z]+://[^/@]*:[^/@]*@")


@dataclass
class Source:
    """A template to render from.

    Attributes:
        url: what the answers file will name, so that an update finds it again.
        ref: branch, tag or commit of a git source; None for the latest release.
        built_in: whether it is the template that came with this program.
    """

    url: str
    ref: str | None
    built_in: bool
    _opened: Path | None = None
    _template: "CopierTemplate | None" = None

    @property
    def root(self) -> Path:
        """The folder that holds copier.yml; a git source is cloned once, here."""
        if self._opened is None:
            with _translated(self.url):
                self._opened = self.copier_template.local_abspath
        return self._opened

    @property
    def copier_template(self) -> "CopierTemplate":
        """Copier's own view of the template."""
        if self._template is None:
            self._template = _copier_template(self)
        return self._template

    def close(self) -> None:
        """Remove the clone of a git source, if there is one."""
        if self._template is not None:
            with contextlib.suppress(OSError):
                self._template._cleanup()


def built_in_root() -> Path:
    """Return the folder of the template that came with this program."""
    checkout = _PACKAGE.parent
    if (checkout / "copier.yml").is_file() and (checkout / "template").is_dir():
        return checkout
    return _PACKAGE / "_bundle"


@contextlib.contextmanager
def opened(template: str | None = None, ref: str | None = None) -> Iterator[Source]:
    """Open the built-in template, or the one at a path or git URL, for as long as it is needed.

    Raises:
        TfdrError: the source is not one that can be used.
        ToolMissing: it needs git, which is not there.
    """
    source = _source(template, ref)
    try:
        yield source
    finally:
        source.close()


def _source(template: str | None, ref: str | None) -> Source:
    if ref is not None and template is None:
        raise TfdrError("--ref names a version of a git source: add --template SOURCE")
    if template is None:
        root = built_in_root()
        if (root / ".git").exists() and shutil.which("git"):
            # A checkout: what is in the working tree is what the user sees and wants.
            return Source(str(root), "HEAD", built_in=True, _opened=root)
        return Source(str(root), None, built_in=True, _opened=root)
    if not template or not template.isprintable():
        raise TfdrError(f"--template {shown(template)} is neither a folder nor a git URL")
    if _CREDENTIALS.match(template):
        raise TfdrError(
            "--template holds a password, which would end up in the answers file: "
            "leave it out and let git's credential helper give it"
        )
    if _OTHER_URL.match(template) and not template.endswith(".git"):
        template = f"git+{template}"
    if _GIT_URL.search(template) and not Path(template).is_dir():
        if not shutil.which("git"):
            raise ToolMissing("git is needed to read a template from a git URL: install it")
        return Source(template, ref, built_in=False)
    folder = Path(template).expanduser()
    if not folder.is_dir():
        raise TfdrError(f"--template {shown(template)} is neither a folder nor a git URL")
    return Source(str(folder.resolve()), ref, built_in=False)


def _copier_template(source: Source) -> "CopierTemplate":
    if not sys.stdin.isatty():
        os.environ.setdefault("GIT_TERMINAL_PROMPT", "0")  # nobody could answer git
    from copier._template import Template

    template = Template(url=source.url, ref=source.ref)
    if source.built_in and source.ref is None:
        # Inside an installed package: a path of this machine would mean nothing to anyone else.
        template.__dict__.update(
            local_abspath=source.root.resolve(), vcs=None, commit=f"v{__version__}"
        )
        template.url = BUILT_IN
    return template


def render(source: Source, dest: Path, answers: dict[str, Any]) -> list[str]:
    """Render a template into a folder that does not exist yet.

    Args:
        source: the template.
        dest: the folder to create.
        answers: what was chosen; copier settles the rest, and judges all of it once more.

    Returns:
        What the user should know about the template, in sentences.

    Raises:
        BadAnswer: copier refuses an answer.
        TfdrError: the template cannot be rendered.
    """
    with _translated(source.url) as notes:
        from copier._main import Worker
        from copier._settings import SettingsModel

        worker = Worker(
            src_path=source.url,
            dst_path=dest,
            vcs_ref=source.ref,
            data=dict(answers),
            # What a user has set as defaults for all templates is not for a repeatable result.
            settings=SettingsModel(),
            # Installing a package compiles the Python files in it, those of the template too.
            exclude=["__pycache__", "*.py[co]"],
            defaults=True,
            quiet=True,
        )
        worker.__dict__["template"] = source.copier_template
        with worker:
            worker.run_copy()
    return notes


def update(source: Source, directory: Path, data: dict[str, Any], origin: dict[str, str]) -> None:
    """Update a generated folder in place, three ways, leaving conflicts inline.

    Args:
        source: the template to update to.
        directory: a clean git working tree that was generated earlier.
        data: answers that change.
        origin: `_src_path` and `_commit` of what it was generated from.

    Raises:
        BadAnswer: copier refuses an answer.
        TfdrError: copier cannot update, with the reason.
    """
    with _translated(source.url):
        from copier._main import Worker
        from copier._settings import SettingsModel

        worker = Worker(
            src_path=source.url,
            dst_path=directory,
            vcs_ref=source.ref,
            data=dict(data),
            settings=SettingsModel(),
            defaults=True,
            overwrite=True,
            conflict="inline",
            skip_answered=True,
            quiet=True,
        )
        worker.__dict__["template"] = source.copier_template
        with worker:
            recorded = worker.subproject.last_answers
            worker.subproject.__dict__["last_answers"] = {**recorded, **origin}
            worker.run_update()


@contextlib.contextmanager
def _translated(url: str) -> Iterator[list[str]]:
    """Turn what copier and git raise, warn and print into errors and notes of ours."""
    notes: list[str] = []
    try:
        with (
            warnings.catch_warnings(record=True) as caught,
            contextlib.redirect_stderr(io.StringIO()),
            contextlib.redirect_stdout(io.StringIO()),
        ):
            warnings.simplefilter("always")
            yield notes
    except Exception as error:
        # What plumbum raises for a program that failed is an OSError too.
        if isinstance(error, TfdrError) or (isinstance(error, OSError) and error.errno):
            raise
        raise _translation(url, error) from error
    if any(type(warning.message).__name__ == "DirtyLocalWarning" for warning in caught):
        notes.append(
            "The template has uncommitted changes, which went in; "
            "an update will only work from what is committed."
        )


def _translation(url: str, error: Exception) -> TfdrError:
    text = " ".join(str(error).split())
    refused = r"(?:Validation error for question|Invalid choice for) '(\w+)': (.*)"
    if match := re.match(refused, text):
        return BadAnswer(match[1], match[2])
    if match := re.match(r'Question "(\w+)" is required', text):
        return BadAnswer(match[1], "no answer was given and there is no default.")
    if match := re.match(r"Unknown revision: (.*)", text):
        return TfdrError(
            f"{url} has no version {match[1]}: it may have been generated from changes that were "
            "never committed or pushed; name a version that is there with --ref"
        )
    if type(error).__name__ == "ProcessExecutionError":
        said = str(getattr(error, "stderr", "")).strip().splitlines()
        fatal = [line for line in said if line.startswith(("fatal:", "error:"))] or said or [text]
        return TfdrError(f"git could not read the template {url}: {shown(fatal[0], 200)[1:-1]}")
    if type(error).__name__ == "UnsafeTemplateError":
        return TfdrError(f"{url} is a template that runs code: use copier with --trust for it")
    if "Local template must be a directory" in text:
        return TfdrError(f"{url} is not there any more: name where it is with --template")
    return TfdrError(f"copier cannot render the template {url}: {_short(error, text)}")


def _short(error: Exception, text: str) -> str:
    where = getattr(error, "name", None) or getattr(error, "filename", None)
    line = getattr(error, "lineno", None)
    place = f"{where}, line {line}: " if where and line else ""
    return place + (shown(text, 300)[1:-1] or type(error).__name__)
