"""Reads Terraform files, one or a whole directory of them, into typed blocks."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tfdr.errors import TfdrError
from tfdr.hcl import json_syntax, templates
from tfdr.hcl.blocks import Block, File
from tfdr.hcl.expressions import Expression, Source
from tfdr.hcl.faults import Fault
from tfdr.hcl.grammar import Parser

# A thousand systems in one repository stay below these; they end the reading of a wrong directory.
MAX_BYTES = 16 * 1024 * 1024
MAX_FILES = 500_000
MAX_DIRECTORIES = 2_000_000

OF_OPENTOFU = (".tofu", ".tofu.json")
OF_TERRAGRUNT = frozenset({"terragrunt.hcl", "terragrunt.stack.hcl", "root.hcl"})
_OTHERS = (".tfvars", ".tfvars.json", ".tftest.hcl")
_IGNORED = frozenset({"node_modules", "__pycache__"})


class ParseError(TfdrError):
    """A file that is no HCL, or that cannot be read.

    Args:
        path: the file.
        line: where it goes wrong, counted from 1.
        fault: what is wrong there.
        is_passed: whether the file was read all the same, as what was meant is clear.
    """

    def __init__(self, path: Path, line: int, fault: str, *, is_passed: bool = False) -> None:
        super().__init__(f"{path}:{line}: {fault}")
        self.path = path
        self.line = line
        self.fault = fault
        self.is_passed = is_passed


@dataclass(slots=True)
class Module:
    """The `.tf` and `.tf.json` files of one directory, and those of OpenTofu."""

    directory: Path
    blocks: list[Block] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[Block]:
        """The top-level blocks of one kind."""
        return [block for block in self.blocks if block.kind == kind]


@dataclass(slots=True)
class Tree:
    """Every Terraform file below one directory.

    Attributes:
        modules: by directory, those that hold at least one `.tf` or `.tf.json` file.
        tests: the `.tftest.hcl` files.
        variables: the `.tfvars` files.
        texts: what the `.tf` files hold, by path.
        files: how many files were read.
        errors: what could not be read or parsed, in order of path.
        terragrunt: the files of Terragrunt, which are not read.
    """

    root: Path
    modules: dict[Path, Module] = field(default_factory=dict)
    tests: list[File] = field(default_factory=list)
    variables: list[File] = field(default_factory=list)
    texts: dict[Path, str] = field(default_factory=dict)
    files: int = 0
    errors: list[ParseError] = field(default_factory=list)
    terragrunt: list[Path] = field(default_factory=list)


def parse_text(text: str, path: Path, passed: list[ParseError] | None = None) -> File:
    """Parse the text of one file.

    Args:
        text: what it holds.
        path: where it is.
        passed: takes faults that leave no doubt about what was meant, and do not end the reading.

    Raises:
        ParseError: the text is not HCL.
    """
    faults: list[Fault] | None = None if passed is None else []
    parser = Parser(text, path, passed=faults)
    attributes, blocks = _parsed(parser, Parser.file)
    if passed is not None:
        passed += [_error(parser.source, each, is_passed=True) for each in faults or ()]
    return File(path, blocks, attributes, text)


def parse_json(text: str, path: Path) -> File:
    """Parse the text of one `.tf.json` or `.tfvars.json` file.

    Raises:
        ParseError: the text is no JSON, or no Terraform.
    """
    is_values = path.name.endswith(".tfvars.json")
    read = json_syntax.variables if is_values else json_syntax.file
    attributes, blocks = _parsed(Parser(text, path), lambda _: read(text, path))
    return File(path, blocks, attributes, text)


def parse_template(text: str, path: Path) -> Expression:
    """Parse a text that is one template, as `templatefile` takes it.

    Raises:
        ParseError: it is none.
    """
    return _parsed(Parser(text, path), templates.whole)


_Parsed = TypeVar("_Parsed")


def _parsed(parser: Parser, read: Callable[[Parser], _Parsed]) -> _Parsed:
    source = parser.source
    try:
        return read(parser)
    except Fault as fault:
        raise _error(source, fault) from None
    except RecursionError:
        line = source.line_at(parser.at)
        raise ParseError(source.path, line, "is nested too deeply") from None


def _error(source: Source, fault: Fault, *, is_passed: bool = False) -> ParseError:
    line = fault.line or source.line_at(fault.at)
    return ParseError(source.path, line, fault.message, is_passed=is_passed)


def read_file(path: Path, passed: list[ParseError] | None = None) -> File:
    """Read and parse one `.tf`, `.tfvars`, `.tftest.hcl`, `.tf.json` or `.tfvars.json` file.

    Args:
        path: where it is.
        passed: as for `parse_text`.

    Raises:
        ParseError: it cannot be read, is larger than 1 MiB, or is not what its name says.
    """
    try:
        if not path.is_file():  # a pipe or a device would block for ever
            raise ParseError(path, 1, "not a regular file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ParseError(path, 1, f"cannot be read: {error.strerror}") from None
    if len(content) > MAX_BYTES:
        raise ParseError(path, 1, f"is larger than {MAX_BYTES // 1024} KiB: not read")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ParseError(path, line, f"is not UTF-8 text (byte {error.start})") from None
    return parse_json(text, path) if path.suffix == ".json" else parse_text(text, path, passed)


def read_module(directory: Path) -> Module:
    """Read the `.tf` files of one directory.

    Raises:
        ParseError: one of them is not HCL or cannot be read.
    """
    module = Module(directory)
    for path in _counting(sorted(directory.iterdir())):
        if _is_terraform(path.name):
            module.blocks += read_file(path).blocks
    return module


def read_tree(root: Path) -> Tree:
    """Read every Terraform file below a directory, but for hidden directories.

    Symbolic links to directories are not followed; a module behind one is read when a
    `source` names it. What is wrong with single files is in the result's `errors`.

    Raises:
        TfdrError: the directory is not there, cannot be listed or is far too large.
    """
    if not root.is_dir():
        what = "is not a directory" if root.exists() else "does not exist"
        raise TfdrError(f"{root} {what}; name a directory that holds .tf files")
    tree = Tree(root)
    for path in _counting(sorted(_terraform_files(root, tree))):
        directory = path.parent
        if _is_terraform(path.name):
            tree.modules.setdefault(directory, Module(directory))
        tree.files += 1
        passed: list[ParseError] = []
        try:
            file = read_file(path, passed)
        except ParseError as error:
            tree.errors.append(error)
            continue
        tree.errors += passed[:1]  # Terraform ends at the first
        if _is_terraform(path.name):
            tree.modules[directory].blocks += file.blocks
            tree.texts[path] = file.text
        elif path.name.endswith(".tftest.hcl"):
            tree.tests.append(file)
        else:
            tree.variables.append(file)
    return tree


def _counting(paths: list[Path]) -> list[Path]:
    """Those that count: OpenTofu passes over `x.tf` where `x.tofu` is beside it."""
    instead = {
        each.with_name(each.name.replace(".tofu", ".tf")) for each in paths if _is_tofu(each)
    }
    return [each for each in paths if each not in instead]


def _is_tofu(path: Path) -> bool:
    return path.name.endswith(OF_OPENTOFU)


def _is_terraform(name: str) -> bool:
    # Terraform itself passes over editors' backups and hidden files.
    return name.endswith((".tf", ".tf.json", *OF_OPENTOFU)) and not name.startswith((".", "#"))


def _terraform_files(root: Path, tree: Tree) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        path = Path(error.filename)
        if path == root:
            raise TfdrError(f"{root} cannot be listed: {error.strerror}") from None
        tree.errors.append(ParseError(path, 1, f"cannot be listed: {error.strerror}"))

    found = 0
    for count, (directory, folders, names) in enumerate(os.walk(root, onerror=unreadable)):
        folders[:] = [name for name in folders if name[0] != "." and name not in _IGNORED]
        tree.terragrunt += [Path(directory, name) for name in names if name in OF_TERRAGRUNT]
        for name in names:
            if _is_terraform(name) or name.endswith(_OTHERS):
                found += 1
                yield Path(directory, name)
        if found > MAX_FILES or count > MAX_DIRECTORIES:
            raise TfdrError(
                f"{root} holds more than {MAX_FILES} Terraform files or {MAX_DIRECTORIES} "
                "directories; name the directory of one repository"
            )
