"""Reads Terraform files into typed blocks; the only module that imports python-hcl2.

It uses python-hcl2's grammar, lexer and parser as they are, and replaces only what is built
from them (see `reduce`), so it accepts nothing that python-hcl2 refuses.
"""

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import cast

import hcl2.parser
import hcl2.version
from hcl2.postlexer import PostLexer
from lark import Lark, Token, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from generator.cache import cache_directory
from generator.errors import TfdrError
from generator.hcl.reduce import Reducer, Refused
from generator.hcl.types import Attribute, Block, Expression, File

# No Terraform that a person wrote comes near these; they keep a wrong directory from hanging us.
MAX_BYTES = 1024 * 1024
MAX_FILES = 5000
MAX_DIRECTORIES = 20_000

_IGNORED = frozenset({"node_modules", "__pycache__"})
# The attributes and the blocks of one body, as the reducer returns them.
_Body = tuple[dict[str, Attribute], tuple[Block, ...]]
_OPENING = {"DBLQUOTE", "INTERP_START", "LBRACE", "LSQB", "LPAR"}
_CLOSING = {"RBRACE": "'}'", "RSQB": "']'", "RPAR": "')'"}
_WANTED = {**_CLOSING, "EQ": "'='", "LBRACE": "'{'"}
_lock = threading.Lock()


class ParseError(TfdrError):
    """A file that is no HCL, or that cannot be read.

    Args:
        path: the file.
        line: where it goes wrong, counted from 1.
        fault: what is wrong there.
    """

    def __init__(self, path: Path, line: int, fault: str) -> None:
        super().__init__(f"{path}:{line}: {fault}")
        self.path = path
        self.line = line
        self.fault = fault


@dataclass(slots=True)
class Module:
    """The `.tf` files of one directory.

    Attributes:
        unread: `.tf.json` files, which Terraform reads and this module does not.
    """

    directory: Path
    blocks: list[Block] = field(default_factory=list)
    unread: list[Path] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[Block]:
        """The top-level blocks of one kind."""
        return [block for block in self.blocks if block.kind == kind]


@dataclass(slots=True)
class Tree:
    """Every Terraform file below one directory.

    Attributes:
        modules: by directory, those that hold at least one `.tf` file.
        tests: the `.tftest.hcl` files.
        files: how many files were read.
        errors: what could not be read or parsed, in order of path.
    """

    root: Path
    modules: dict[Path, Module] = field(default_factory=dict)
    tests: list[File] = field(default_factory=list)
    files: int = 0
    errors: list[ParseError] = field(default_factory=list)


def parse_text(text: str, path: Path) -> File:
    """Parse the text of one file.

    Raises:
        ParseError: the text is not HCL.
    """
    with _lock:
        attributes, blocks = _parse(text, path)
    return File(path, blocks, attributes)


def read_file(path: Path) -> File:
    """Read and parse one `.tf`, `.tfvars` or `.tftest.hcl` file.

    Raises:
        ParseError: it cannot be read, is larger than 1 MiB, is not UTF-8, or is not HCL.
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
    return parse_text(text, path)


def read_module(directory: Path) -> Module:
    """Read the `.tf` files of one directory.

    Raises:
        ParseError: one of them is not HCL or cannot be read.
    """
    module = Module(directory)
    for path in sorted(directory.iterdir()):
        if _is_terraform(path.name):
            module.blocks += read_file(path).blocks
        elif path.name.endswith(".tf.json"):
            module.unread.append(path)
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
    for path in sorted(_terraform_files(root, tree)):
        directory = path.parent
        if path.name.endswith(".tf.json"):
            tree.modules.setdefault(directory, Module(directory)).unread.append(path)
            continue
        if _is_terraform(path.name):
            tree.modules.setdefault(directory, Module(directory))
        tree.files += 1
        try:
            file = read_file(path)
        except ParseError as error:
            tree.errors.append(error)
            continue
        if _is_terraform(path.name):
            tree.modules[directory].blocks += file.blocks
        elif path.name.endswith(".tftest.hcl"):
            tree.tests.append(file)
    return tree


def _is_terraform(name: str) -> bool:
    # Terraform itself passes over editors' backups and hidden files.
    return name.endswith(".tf") and not name.startswith((".", "#"))


def _terraform_files(root: Path, tree: Tree) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        path = Path(error.filename)
        if path == root:
            raise TfdrError(f"{root} cannot be listed: {error.strerror}") from None
        tree.errors.append(ParseError(path, 1, f"cannot be listed: {error.strerror}"))

    found = 0
    for count, (directory, folders, names) in enumerate(os.walk(root, onerror=unreadable)):
        folders[:] = [name for name in folders if name[0] != "." and name not in _IGNORED]
        for name in names:
            if _is_terraform(name) or name.endswith((".tf.json", ".tfvars", ".tftest.hcl")):
                found += 1
                yield Path(directory, name)
        if found > MAX_FILES or count > MAX_DIRECTORIES:
            raise TfdrError(
                f"{root} holds more than {MAX_FILES} Terraform files or {MAX_DIRECTORIES} "
                "directories; name the directory of one repository"
            )


# Parsing


def _parse_template(text: str, line: int) -> Expression:
    """Parse what stands between `${` and `}` in a heredoc."""
    path = _reducer().path
    attributes, _ = _parse(f"_ = ({text})\n", path, line)
    return attributes["_"].expression


@cache
def _reducer() -> Reducer:
    return Reducer(_parse_template)


@cache
def _parser() -> Lark:
    """A parser of python-hcl2's own grammar, lexed as it does, that reports to our reducer."""
    # Compiling the grammar takes longer than everything else: lark keeps the result, checks
    # that it fits the grammar, and compiles anew when the file is broken or half-written.
    directory = cache_directory()
    return Lark.open(
        "hcl2.lark",
        rel_to=hcl2.parser.__file__,
        parser="lalr",
        propagate_positions=False,  # of its tree, which is never built; tokens keep theirs
        postlex=PostLexer(),
        transformer=_reducer(),
        cache=str(directory / f"hcl2-{hcl2.version.__version__}.grammar") if directory else False,
    )


def _parse(text: str, path: Path, line: int = 1) -> _Body:
    try:
        with _reducer().reading(text, path, line):
            # Lark has no end-of-file token: python-hcl2 adds this new line too.
            return cast(_Body, _parser().parse(text + "\n"))
    except Refused as refused:
        raise ParseError(path, refused.line, refused.message) from None
    except UnexpectedInput as error:
        at, fault = _explain(error, text)
        raise ParseError(path, line + at - 1, fault) from None
    except RecursionError:
        raise ParseError(path, line, "is nested too deeply") from None


def _explain(error: UnexpectedInput, text: str) -> tuple[int, str]:
    """The line of a syntax error and what to say about it."""
    line = error.line if isinstance(error.line, int) and error.line > 0 else 1
    for number, each in enumerate(text.splitlines()[: line + 1], 1):
        if each.startswith("<<<<<<< "):
            return number, "a merge conflict is left here"
    if isinstance(error, UnexpectedCharacters):
        shown = "nothing where a value is needed" if error.char[0] == "\n" else repr(error.char[0])
        return line, f"syntax error: {shown}, column {error.column}"
    if not isinstance(error, UnexpectedToken):
        return line, "syntax error"
    opened = _opened(error)
    if opened is not None and (opened.type == "DBLQUOTE" or error.token.type == "$END"):
        what = "quotation mark" if opened.type == "DBLQUOTE" else f"{str(opened)!r}"
        return opened.line or 1, f"this {what} is never closed"
    if error.token.type == "$END":
        return text.rstrip().count("\n") + 1, f"the file ends too early{_missing(error)}"
    shown = str(error.token).split("\n")[0]
    if shown.startswith("<<"):
        return line, f"the heredoc {shown} is never closed"
    shown = repr(shown) if shown else "the line ends"
    return line, f"syntax error: {shown}, column {error.column}{_missing(error)}"


def _opened(error: UnexpectedToken) -> Token | None:
    """The innermost bracket or quotation mark that was open where the parser gave up."""
    if error.interactive_parser is None:
        return None
    closed = 0
    for value in reversed(error.interactive_parser.parser_state.value_stack):
        kind = value.type if isinstance(value, Token) else ""
        if kind in _CLOSING:
            closed += 1
        elif kind in _OPENING:
            if not closed:
                return cast(Token, value)
            closed -= 1
    return None


def _missing(error: UnexpectedToken) -> str:
    """What would have been right, where only a few things would."""
    accepted = error.accepts or set()
    if "DBLQUOTE" in accepted and "LSQB" in accepted:
        return "; a value is missing"
    known = sorted({_WANTED[name] for name in accepted if name in _WANTED})
    return f"; {' or '.join(known)} is missing" if known else ""
