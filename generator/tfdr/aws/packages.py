"""What is in the package of a function, where the repository has it."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final

from tfdr.evaluate import Resource, System

Content = dict[str, str | None]
"""Files by name, with their text where it can be had."""

_LARGEST: Final = 64 * 1024 * 1024  # bytes of a package that is looked into
_LARGEST_FILE: Final = 1024 * 1024
_MOST_FILES: Final = 20_000
_CODE: Final = (".py", ".js", ".mjs", ".cjs", ".rb")
_MOST_BUILDS: Final = 500
_BUILDS: Final = (
    *(
        ".github/workflows/*.y*ml",
        "**/Makefile",
        "**/*.sh",
        "**/package.json",
        "**/buildspec*.y*ml",
    ),
    *(".gitlab-ci.yml", "**/Jenkinsfile", "**/justfile", "**/Taskfile.y*ml", "**/build*.py"),
)
_IMPORT: Final = re.compile(r"^[ \t]*(?:from|import)[ \t]+([\w., \t]+)", re.MULTILINE)


def contents(function: Resource, system: System) -> tuple[Content | None, str]:
    """The files of a function's package; None where it is not here, and what is wrong with it.

    Nothing is wrong with one that cannot be known, or is too large to look into.
    """
    archive = _archive(function, system)
    if archive is not None:
        return _of_archive(archive)
    name = function.text("filename")
    path = _inside(name, function)
    if name is None or path is None:
        return None, ""
    if not path.is_file():
        missing = f"its package {name} is not in the repository"
        return None, "" if _is_built(path, system.top) else missing
    stat = path.stat()
    if stat.st_size > _LARGEST:
        return None, ""
    content = _of_zip(path, stat.st_mtime_ns)
    return content, "" if content is not None else f"its package {name} is not a zip file"


@lru_cache(maxsize=256)
def _is_built(path: Path, top: Path) -> bool:
    """Whether a file is made before Terraform runs: Git ignores it, or what builds names it."""
    above = [each for each in path.parents if each.is_relative_to(top)]
    ignored = [line for each in above for line in (_read(each / ".gitignore") or "").splitlines()]
    ends = ("*" + path.suffix, path.name, "/" + path.name)
    if any(line.strip().rsplit("/", 1)[-1] in ends for line in ignored):
        return True
    return any(path.name in text for text in _building(top))


@lru_cache(maxsize=4)
def _building(top: Path) -> tuple[str, ...]:
    """The texts of the files that say how something is built."""
    found = (each for pattern in _BUILDS for each in top.glob(pattern))
    return tuple(_read(each) or "" for each in islice(found, _MOST_BUILDS))


def _archive(function: Resource, system: System) -> Resource | None:
    """The archive that makes a package: by reference, or by the name of the file that it writes."""
    archive = function.target("filename")
    if archive is not None and archive.type == "archive_file":
        return archive
    name = function.text("filename")
    for each in (*system.data("archive_file"), *system.resources("archive_file")):
        written = each.text("output_path")
        if name and written and posixpath.normpath(written) == posixpath.normpath(name):
            return each
    return None


@lru_cache(maxsize=16)
def _of_zip(path: Path, changed: int) -> Content | None:  # noqa: ARG001
    try:
        with zipfile.ZipFile(path) as package:
            files = [each for each in package.infolist() if not each.is_dir()][:_MOST_FILES]
            return {each.filename: _text(package, each) for each in files}
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return None


def _text(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> str | None:
    if not info.filename.endswith(_CODE) or info.file_size > _LARGEST_FILE:
        return None
    with package.open(info) as file:
        return file.read(_LARGEST_FILE).decode("utf-8", "replace")


def _of_archive(archive: Resource) -> tuple[Content | None, str]:
    found: Content = {}
    for source in archive.blocks("source"):
        name = source.text("filename")
        if name is None or source.maybe:
            return None, ""
        found[name] = source.text("content")
    if (name := archive.text("source_content_filename")) is not None:
        found[name] = archive.text("source_content")
    for attribute in ("source_file", "source_dir"):
        if archive.has(attribute) is False:
            continue
        name = archive.text(attribute)
        path = _inside(name, archive)
        if path is None:
            return None, ""
        if not path.exists():
            return None, f"what its package is made of, {name}, is not in the repository"
        if path.is_file():
            found[path.name] = _read(path)
        else:
            files = [each for each, _ in zip(path.rglob("*"), range(_MOST_FILES), strict=False)]
            found |= {each.relative_to(path).as_posix(): _read(each) for each in files}
    return found, ""


def _read(path: Path) -> str | None:
    if not path.is_file() or path.stat().st_size > _LARGEST_FILE:
        return None
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return None


def _inside(name: str | None, resource: Resource) -> Path | None:
    """A path that a resource names; None for one that is not known, or leads out of the project."""
    if name is None:
        return None
    try:
        root = resource.module.system
        path = (root.directory / name).resolve()
        return path if path.is_relative_to(root.top.resolve()) else None
    except (OSError, ValueError, RuntimeError):
        return None


def program(function: Resource, system: System) -> dict[str, str]:
    """The Python that a function runs, by file: its handler's, and what that imports from there.

    Empty where it cannot be had, and for other languages. What the package brings from elsewhere,
    with a `.dist-info` beside it, is not the function's own.
    """
    handler, runtime = function.text("handler"), function.text("runtime") or ""
    if handler is None or not runtime.startswith("python"):
        return {}
    content, _ = contents(function, system)
    found: dict[str, str] = {}
    ahead = [handler.rpartition(".")[0].replace("/", ".")]
    while content and ahead:
        for name, text in _modules(ahead.pop(), content):
            if name not in found:
                found[name] = text
                ahead += _imported(text)
    return found


def _modules(module: str, content: Content) -> Iterator[tuple[str, str]]:
    path = module.strip(".").replace(".", "/")
    for name in (f"{path}.py", f"{path}/__init__.py"):
        text = content.get(name)
        if text is not None and not _is_from_elsewhere(name, content):
            yield name, text


def _is_from_elsewhere(name: str, content: Content) -> bool:
    top = name.partition("/")[0].removesuffix(".py").lower()
    return any(each.lower().startswith(f"{top}-") for each in content if ".dist-info/" in each)


@lru_cache(maxsize=256)
def _imported(text: str) -> tuple[str, ...]:
    return tuple(
        each.split()[0]
        for line in _IMPORT.findall(text)
        for each in line.split(",")
        if each.split()
    )
