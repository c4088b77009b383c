"""CMP04A: the package of a function is here, and holds what the function runs."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from generator.evaluate import Resource, System, Truth, known_text
from generator.rules import ERROR, Rule, Verdict, judge

RULE = Rule(
    id="CMP04A",
    title="The package of each function is in the repository and holds its handler",
    severity=ERROR,
    why="A function whose package is missing cannot be made; one whose handler is missing is made, "
    "and fails at its first call. For a failover function that is the outage.",
    fix="Keep the package, or what archive_file makes it of, in the repository, and name the "
    "handler as MODULE.FUNCTION by a file in it.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html",
    fails="""\
resource "aws_lambda_function" "failover" {
  function_name = "failover"
  filename      = "failover.zip"
  handler       = "failover.handler"
  runtime       = "python3.13"
}
""",
    passes="""\
data "archive_file" "failover" {
  type        = "zip"
  output_path = "failover.zip"

  source {
    filename = "failover.py"
    content  = "def handler(event, context): ..."
  }
}

resource "aws_lambda_function" "failover" {
  function_name = "failover"
  filename      = data.archive_file.failover.output_path
  handler       = "failover.handler"
  runtime       = "python3.13"
}
""",
    is_local=True,
)

_LARGEST: Final = 64 * 1024 * 1024  # bytes of a package that is looked into
_LARGEST_FILE: Final = 1024 * 1024
_MOST_FILES: Final = 20_000
_ENDINGS: Final = {
    "nodejs": (".js", ".mjs", ".cjs"),
    "python": (".py", "/__init__.py"),
    "ruby": (".rb",),
}

_Content = dict[str, str | None]
"""Files by name, with their text where it can be had."""


def check(system: System) -> Iterator[Verdict]:
    """Each function whose package is a file; images and packages in S3 come from elsewhere."""
    for function in system.resources("aws_lambda_function"):
        if function.has("filename") is False:
            continue
        archive = function.target("filename")
        if archive is not None and archive.type == "archive_file":
            content, message = _of_archive(archive, system)
        else:
            content, message = _of_file(function, system)
        if content is None:
            there: Truth = False if message else None
            yield judge(function, there, message or "its package", "filename")
            continue
        yield judge(function, True, "", "filename")
        yield from _has_handler(function, content)


def _of_file(function: Resource, system: System) -> tuple[_Content | None, str]:
    name = function.text("filename")
    path = _inside(name, system)
    if name is None or path is None:
        return None, ""
    if not path.is_file():
        return None, f"its package {name} is not in the repository"
    if path.stat().st_size > _LARGEST:
        return None, ""
    try:
        with zipfile.ZipFile(path) as package:
            files = [each for each in package.infolist() if not each.is_dir()][:_MOST_FILES]
            return {each.filename: _text(package, each) for each in files}, ""
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return None, f"its package {name} is no zip file"


def _text(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> str | None:
    is_code = info.filename.endswith(tuple(end for ends in _ENDINGS.values() for end in ends))
    if not is_code or info.file_size > _LARGEST_FILE:
        return None
    with package.open(info) as file:
        return file.read(_LARGEST_FILE).decode("utf-8", "replace")


def _of_archive(archive: Resource, system: System) -> tuple[_Content | None, str]:
    found: _Content = {}
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
        path = _inside(name, system)
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


def _inside(name: str | None, system: System) -> Path | None:
    """A path of the repository; None for one that is not known, or leads out of it."""
    if name is None:
        return None
    try:
        path = (system.directory / name).resolve()
        return path if path.is_relative_to(system.top.resolve()) else None
    except (OSError, ValueError, RuntimeError):
        return None


def _has_handler(function: Resource, content: _Content) -> Iterator[Verdict]:
    runtime, handler = function.text("runtime"), function.text("handler")
    if runtime is not None and runtime.startswith("provided"):
        message = "its package holds no bootstrap, which this runtime starts"
        yield judge(function, "bootstrap" in content, message, "filename")
        return
    family = next((each for each in _ENDINGS if runtime and runtime.startswith(each)), None)
    if runtime is not None and family is None:
        return  # a language whose packages are compiled
    if handler is None or family is None:
        unknown = function.unknowns("handler", "runtime")
        yield judge(function, None, "its handler", "handler", unknown=unknown)
        return
    module, _, name = handler.rpartition(".")
    path = module.replace(".", "/") if family == "python" else module
    found = [path + end for end in _ENDINGS[family] if path + end in content]
    message = f"its package holds no {path}{_ENDINGS[family][0]}, which {handler} is to be in"
    yield judge(function, bool(found), message, "handler")
    if found:
        texts = [content[each] for each in found]
        named = [text is None or bool(re.search(rf"\b{re.escape(name)}\b", text)) for text in texts]
        yield judge(function, any(named), f"{found[0]} has no {known_text(name)}", "handler")
