"""Copier's worker, which works out once what copier works out again for each file.

Classes are made when they are asked for, since copier takes long to import.
"""

import contextlib
import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tfdr.questionnaire.compiled import compile_once
from tfdr.questionnaire.questions import FAST_LOADER

if TYPE_CHECKING:
    from copier._main import Worker
    from jinja2.sandbox import SandboxedEnvironment


@functools.cache
def worker_class() -> "type[Worker]":
    """Return the worker for any folder."""
    from copier._main import Worker

    class QuickWorker(Worker):
        """Renders the same bytes in less time."""

        _settled: tuple[Path, Any] | None = None  # where the answers go, and what templates see

        @functools.cached_property
        def jinja_env(self) -> "SandboxedEnvironment":  # type: ignore[override]
            jinja: SandboxedEnvironment = super().jinja_env
            _skip_plain_text(jinja)
            _judge_once(jinja)
            compile_once(jinja)
            return jinja

        def _ask(self) -> None:
            with _quick_yaml():
                super()._ask()

        def _render_template(self) -> None:
            # All is answered by now, so that each file and each name of one sees the same.
            self._settled = self.answers_relpath, self._render_context()
            try:
                super()._render_template()
            finally:
                self._settled = None

        @property
        def answers_relpath(self) -> Path:
            return self._settled[0] if self._settled else super().answers_relpath

        def _render_context(self) -> Any:
            return self._settled[1] if self._settled else super()._render_context()

        def _render_file(self, *args: Any, **kwargs: Any) -> None:
            # The file may be compiled already, and its name may have been one of several.
            self.jinja_env.preprocess("")
            super()._render_file(*args, **kwargs)

        @functools.cached_property
        def _git_heeds_no_modes(self) -> bool:
            from copier._vcs import get_git
            from plumbum import ProcessExecutionError

            git = get_git(self.dst_path)
            try:
                said: str = git("config", "--type=bool", "--get", "core.fileMode")
            except (ProcessExecutionError, OSError):  # no repository, or nothing is said
                return False
            return said.strip() == "false"

        def _sync_git_index_executable_bit(self, dst_relpath: Path, src_mode: int) -> None:
            if self._git_heeds_no_modes:
                super()._sync_git_index_executable_bit(dst_relpath, src_mode)

    return QuickWorker


@functools.cache
def new_folder_worker_class() -> "type[Worker]":
    """Return the worker for folders that are new, and so in no index of git."""

    class NewFolderWorker(worker_class()):  # type: ignore[misc]
        def _sync_git_index_executable_bit(self, dst_relpath: Path, src_mode: int) -> None:
            pass

    return NewFolderWorker


@contextlib.contextmanager
def _quick_yaml() -> Iterator[None]:
    """Have copier read YAML with libyaml while it settles answers, each of which it reads anew."""
    from copier import _user_data

    def parse(string: str) -> Any:
        try:
            return yaml.load(string, Loader=FAST_LOADER)  # noqa: S506
        except yaml.YAMLError as error:
            raise ValueError(str(error)) from error

    stock, types = _user_data.parse_yaml_string, _user_data.CAST_STR_TO_NATIVE
    _user_data.parse_yaml_string = parse
    _user_data.CAST_STR_TO_NATIVE = {**types, "yaml": parse}
    try:
        yield
    finally:
        _user_data.parse_yaml_string, _user_data.CAST_STR_TO_NATIVE = stock, types


def _judge_once(jinja: "SandboxedEnvironment") -> None:
    """Have the sandbox judge an attribute once for all objects of a type, as its rules do."""
    judged = jinja.is_safe_attribute
    known: dict[tuple[type, str], bool] = {}

    def is_safe(obj: Any, attr: str, value: Any) -> bool:
        key = type(obj), attr
        if key not in known:
            known[key] = judged(obj, attr, value)
        return known[key]

    jinja.is_safe_attribute = is_safe  # type: ignore[method-assign]


class _PlainText(str):
    """A template without anything to evaluate, which is most of what copier has evaluated."""

    __slots__ = ()

    def render(self, *_args: Any, **_context: Any) -> str:
        return str(self)


def _skip_plain_text(jinja: "SandboxedEnvironment") -> None:
    # Copier compiles and runs a thousand names of files and labels of choices, some of them for
    # each file, and nine in ten of those hold no expression.
    compiled: Callable[..., Any] = jinja.from_string
    custom = jinja.variable_start_string != "{{" or jinja.block_start_string != "{%"
    if custom or jinja.line_statement_prefix or not jinja.keep_trailing_newline:
        return

    def from_string(source: Any, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(source, str) or "{" in source or "\r" in source:
            return compiled(source, *args, **kwargs)
        jinja.preprocess(source)  # extensions note that a new template begins
        return _PlainText(source)

    jinja.from_string = from_string  # type: ignore[method-assign]
