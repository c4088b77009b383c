"""What a person chose: on the command line, in `tfdr.toml` or in `pyproject.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tfdr.check.options import CheckOptions
from tfdr.errors import TfdrError
from tfdr.messages import nearest
from tfdr.rules.registry import registered
from tfdr.rules.rule import SEVERITIES, WARNING

_MOST: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """Which rules count.

    Attributes:
        select: ids of rules, or how they begin; empty for all.
        ignore: those to leave out.
        severity: the least that is reported and counts.
        var_files: `.tfvars` files whose values count.
        origin: the file that some of this comes from, or empty.
        var_files_from: where `var_files` are named, as messages begin.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: str = WARNING
    var_files: tuple[str, ...] = ()
    origin: str = ""
    var_files_from: str = "--var-file"

    def counts(self, severity: str) -> bool:
        """Whether findings of a severity are reported."""
        return SEVERITIES.index(severity) <= SEVERITIES.index(self.severity)


_LISTS: Final = ("select", "ignore", "var_files")
_KEYS: Final = (*_LISTS, "severity")


def load(root: Path, options: CheckOptions) -> Settings:
    """The settings of a directory; what is given on the command line replaces what a file says.

    Raises:
        TfdrError: a file of settings is wrong, or a rule does not exist.
    """
    origin, found = _from_files(root)
    given: dict[str, Any] = {
        "select": options.select,
        "ignore": options.ignore,
        "severity": options.severity,
        "var_files": options.var_file,
    }
    values = {name: given[name] or found.get(name) for name in _KEYS}
    for name in ("select", "ignore"):
        where = f"--{name}" if given[name] else f"{origin}: {name}"
        _known(where, values[name] or ())
    return Settings(
        **{name: _split(values[name]) for name in ("select", "ignore")},
        severity=values["severity"] or WARNING,
        var_files=tuple(values["var_files"] or ()),
        origin=origin,
        var_files_from="--var-file" if given["var_files"] else f"{origin}: var_files:",
    )


def _split(values: list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return tuple(
        part.strip().upper() for each in values or () for part in each.split(",") if part.strip()
    )


def _known(where: str, values: list[str] | tuple[str, ...]) -> None:
    ids = registered()
    for value in _split(values):
        if not any(id_.startswith(value) for id_ in ids):
            near = nearest(value, ids)
            right = f"did you mean {near}?" if near else "docs/rules/README.md lists them"
            raise TfdrError(f"{where}: there is no rule {value[:40]}; {right}")


def _from_files(root: Path) -> tuple[str, dict[str, Any]]:
    own = root / "tfdr.toml"
    if (content := _read(own)) is not None:
        return "tfdr.toml", _checked("tfdr.toml", content)
    project = root / "pyproject.toml"
    if (content := _read(project)) is not None:
        tool = content.get("tool")
        table = tool.get("tfdr") if isinstance(tool, dict) else None
        if table is not None:
            return "pyproject.toml", _checked("pyproject.toml: [tool.tfdr]", table)
    return "", {}


def _read(path: Path) -> dict[str, Any] | None:
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            content = file.read(_MOST + 1)
        if len(content) > _MOST:
            raise TfdrError(f"{path.name} is larger than {_MOST // 1024} KiB")
        return tomllib.loads(content.decode())
    except OSError as error:
        raise TfdrError(f"{path.name} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TfdrError(f"{path.name} is no TOML: {error}") from None


def _checked(where: str, table: object) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise TfdrError(f"{where} has to be a table")
    for key, value in table.items():
        if key not in _KEYS:
            near = nearest(key, _KEYS)
            right = f"did you mean {near}?" if near else f"there are: {', '.join(_KEYS)}"
            raise TfdrError(f"{where}: there is no setting {key[:40]!r}; {right}")
        if key in _LISTS and not (
            isinstance(value, list) and all(isinstance(each, str) for each in value)
        ):
            raise TfdrError(f"{where}: {key} has to be a list of strings")
    severity = table.get("severity", WARNING)
    if severity not in SEVERITIES:
        raise TfdrError(f"{where}: severity has to be one of {', '.join(SEVERITIES)}")
    return table
