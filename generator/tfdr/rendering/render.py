"""Rendering with copier, which no module imports but this one and worker.py.

`copier.run_copy` cannot show the questions of a template before it renders, and
`copier.run_update` cannot move to another source, so this uses the worker behind both. That is
not public API: the version range in pyproject.toml and tests/test_doors.py hold it in place.
"""

import contextlib
import functools
import io
import os
import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tfdr import __version__
from tfdr.errors import BadAnswer, TfdrError, UnknownVersion
from tfdr.messages import shown
from tfdr.questionnaire import questions
from tfdr.questionnaire.questions import Questionnaire
from tfdr.rendering.sources import Origin, origin, without_credentials

if TYPE_CHECKING:
    from copier._template import Template as CopierTemplate

BUILT_IN: Final = "builtin:tfdr"
"""What the answers file names as its source when the template came with the installed package."""


class Source:
    """A template that is open: its files can be read, and it can be rendered.

    Args:
        origin: where it comes from.

    Attributes:
        url: the folder or git URL.
        notes: what the user should know about it, in sentences; some are known once it was read.
    """

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.url = origin.url
        self.notes: list[str] = []

    @functools.cached_property
    def root(self) -> Path:
        """The folder that holds copier.yml; a git source is cloned once, here."""
        if self.origin.built_in:
            return Path(self.url)
        with _translated(self.url) as notes:
            root = self.copier_template.local_abspath
        self.notes += notes
        return root

    @functools.cached_property
    def questionnaire(self) -> Questionnaire:
        """Its questions.

        Raises:
            TfdrError: there are none that can be read.
        """
        return questions.load(self.root)

    @functools.cached_property
    def copier_template(self) -> "CopierTemplate":
        """Copier's own view of the template."""
        if not sys.stdin.isatty():
            os.environ.setdefault("GIT_TERMINAL_PROMPT", "0")  # nobody could answer git
        from copier._template import Template

        template = Template(url=self.url, ref=self.origin.ref)
        if self.origin.packaged:
            # A path of this machine would mean nothing to anyone else.
            template.__dict__.update(
                local_abspath=self.root.resolve(), vcs=None, commit=f"v{__version__}"
            )
            template.url = BUILT_IN
        return template

    def record_as(self, url: str, commit: str) -> list[str]:
        """Let the answers file name another place and version than those it is rendered from.

        Returns:
            What the user should know about the template, in sentences.
        """
        template = self.copier_template
        with _translated(self.url) as notes:
            template.__dict__.update(local_abspath=template.local_abspath, vcs=template.vcs)
        template.__dict__["commit"] = commit
        template.url = url
        return notes

    def close(self) -> None:
        """Remove the clone of a git source, if there is one."""
        if "copier_template" in self.__dict__:
            with contextlib.suppress(OSError):
                self.copier_template._cleanup()


@contextlib.contextmanager
def opened(
    template: str | None = None, ref: str | None = None, named: str = "--template"
) -> Iterator[Source]:
    """Open the built-in template, or the one at a path or git URL, for as long as it is needed.

    Args:
        template: folder or git URL; None for the built-in one.
        ref: branch, tag or commit of it.
        named: what names the source, for messages.

    Raises:
        TfdrError: the source is not one that can be used.
        ToolMissing: it needs git, which is not there.
    """
    source = Source(origin(template, ref, named))
    try:
        yield source
    finally:
        source.close()


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
    from tfdr.questionnaire.compiled import keep_compiled
    from tfdr.rendering.worker import new_folder_worker_class

    with _translated(source.url) as notes:
        worker = new_folder_worker_class()(
            src_path=source.url,
            dst_path=dest,
            vcs_ref=source.origin.ref,
            data=dict(answers),
            settings=_no_settings(),
            # Installing a package compiles the Python files in it, those of the template too.
            exclude=["__pycache__", "*.py[co]"],
            defaults=True,
            quiet=True,
        )
        worker.__dict__["template"] = source.copier_template
        if source.origin.built_in:
            # Copier's own reader of YAML would take a quarter of a generation.
            source.copier_template.__dict__["_raw_config"] = dict(source.questionnaire.entries)
            keep_compiled(worker.jinja_env)
        with worker:
            worker.run_copy()
    return list(dict.fromkeys([*source.notes, *notes]))


def files_in(tree: Path) -> list[str]:
    """Return the files below a folder, relative to it and sorted."""
    return sorted(
        path.relative_to(tree).as_posix() for path in tree.rglob("*") if not path.is_dir()
    )


def _no_settings() -> Any:
    """Return empty settings: what a user wants of all templates is not for repeatable results."""
    from copier._settings import SettingsModel

    return SettingsModel()


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
        from tfdr.rendering.worker import worker_class

        worker = worker_class()(
            src_path=source.url,
            dst_path=directory.resolve(),  # copier compares it with what git says
            vcs_ref=source.origin.ref,
            data=dict(data),
            settings=_no_settings(),
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
    text = without_credentials(" ".join(str(error).split()))
    url = without_credentials(url)
    refused = r"(?:Validation error for question|Invalid choice for) '(\w+)': (.*)"
    if match := re.match(refused, text):
        return BadAnswer(match[1], match[2])
    if match := re.match(r'Question "(\w+)" is required', text):
        return BadAnswer(match[1], "no answer was given and there is no default.")
    if match := re.match(r"Unknown revision: (.*)", text):
        return UnknownVersion(url, match[1])
    if type(error).__name__ == "ProcessExecutionError":
        said = str(getattr(error, "stderr", "")).strip().splitlines()
        fatal = [line for line in said if line.startswith(("fatal:", "error:"))] or said or [text]
        reason = shown(without_credentials(fatal[0]), 200)[1:-1]
        if re.search("Permission denied|Read-only file system", reason):
            return TfdrError(f"git may not write: {reason}: make that place writable")
        return TfdrError(f"git could not read the template {url}: {reason}")
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
