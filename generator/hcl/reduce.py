"""Turns the grammar's reductions into typed blocks while python-hcl2's parser runs.

The parser calls one method for each rule of `hcl2.lark`, with the children of that rule.
Building python-hcl2's own tree, transforming it and serializing it takes three times as long
and loses the lines; this keeps them.
"""

# ruff: noqa: D102 - a public method here is named after the grammar rule that calls it

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from generator.hcl.heredoc import Piece, pieces
from generator.hcl.types import Attribute, Block, Escape, Expression, Reference

# A parse child: a lark token (a str with positions), an expression, or what a method here returned.
Child = Any
Children = list[Child]

# Terraform itself never nests ten; walks of blocks are recursive.
MAX_DEPTH = 100

# Rules that stand for their only child.
_PLAIN = {
    *("identifier", "keyword", "literal_value", "int_lit", "float_lit"),
    *("string_part", "binary_operator"),
}
_LITERALS = {"true": True, "false": False}
_PAIR = re.compile(r"\\(.)", re.S)
_UNESCAPED = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_DIRECTIVE = re.compile(r"~?\s*(?:(for)\s+(\w+)(?:\s*,\s*(\w+))?\s+in|(if)|(else|endif|endfor))\b")


class Refused(Exception):
    """Text that the grammar takes and python-hcl2 then refuses, or a broken template."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class _Mark:
    """A template directive between the parts of a string."""

    __slots__ = ("expression", "kind", "line", "names")

    def __init__(self, kind: str, line: int, names: tuple[str, ...] = ()) -> None:
        self.kind = kind
        self.line = line
        self.names = names
        self.expression: Expression | None = None


def _references(expression: Expression, hidden: Sequence[str] = ()) -> list[Reference]:
    if not hidden:
        return expression.references
    return [each for each in expression.references if each.parts[0] not in hidden]


class Reducer:
    """Collects the blocks and attributes of the file that is being parsed.

    The parser is built once and with it its callbacks, so one reducer serves all files in
    turn; `reading` says which text is being parsed now.

    Args:
        parse_template: parses the text of one `${...}` found in a heredoc, which the grammar
            takes as a single token; its arguments are the text and its line.
    """

    def __init__(self, parse_template: Callable[[str, int], Expression]) -> None:
        self.path = Path()
        self.source = ""
        self._offset = 0
        self._parse_template = parse_template

    @contextmanager
    def reading(self, source: str, path: Path, first_line: int = 1) -> Iterator[None]:
        """Take what is parsed inside as the text `source` of `path` from `first_line` on."""
        before = self.source, self.path, self._offset
        self.source, self.path, self._offset = source, path, first_line - 1
        try:
            yield
        finally:
            self.source, self.path, self._offset = before

    # Structure

    def start(self, children: Children) -> Any:
        return children[0]

    def body(self, children: Children) -> tuple[dict[str, Attribute], tuple[Block, ...]]:
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        for child in children:
            if type(child) is Attribute:
                if child.name in attributes:
                    first = attributes[child.name].line
                    message = f"attribute {child.name!r} is already set in line {first}"
                    raise Refused(message, child.line)
                attributes[child.name] = child
            elif type(child) is Block:
                blocks.append(child)
        for block in blocks:
            if block.kind in attributes:
                raise Refused(f"{block.kind!r} is both a block and an attribute", block.line)
        return attributes, tuple(blocks)

    def attribute(self, children: Children) -> Attribute:
        name = children[0]
        return Attribute(str(name), children[2], name.line + self._offset)

    def block(self, children: Children) -> Block:
        kind, *labels = (child for child in children[:-3] if child is not None)
        attributes, blocks = children[-2]
        depth = 1 + max((block.depth for block in blocks), default=-1)
        if depth > MAX_DEPTH:
            raise Refused("blocks are nested too deeply", kind.line + self._offset)
        return Block(
            str(kind),
            tuple(_label(each) for each in labels),
            self.path,
            kind.line + self._offset,
            children[-1].line + self._offset,
            attributes,
            blocks,
            depth,
        )

    def new_line_or_comment(self, _: Children) -> None:
        return None

    def _only(self, children: Children) -> Child:
        return children[0]

    # Expressions

    def _merge(self, children: Children, hidden: Sequence[str] = ()) -> Expression:
        """One expression that spans its children and evaluates what they evaluate."""
        first = last = None
        references: list[Reference] = []
        escapes: list[Escape] = []
        for child in children:
            if child is None:
                continue
            if first is None:
                first = child
            last = child
            if type(child) is Expression:
                if child.references:
                    references += _references(child, hidden)
                if child.escapes:
                    escapes += child.escapes
        merged = Expression(self.source, _start(first), _end(last), self._line(first))
        merged.references = references
        merged.escapes = escapes
        return merged

    def _line(self, child: Child) -> int:
        return int(child.line) if type(child) is Expression else int(child.line) + self._offset

    def expr_term(self, children: Children) -> Expression:
        child = children[0]
        if len(children) > 1:  # in parentheses
            merged = self._merge(children)
            inner = next(each for each in children[1:] if each is not None)
            merged.value = inner.value
            return merged
        if type(child) is Expression:
            return child
        term = Expression(self.source, child.start_pos, child.end_pos, child.line + self._offset)
        if child.type == "NAME":
            term.parts = [str(child)]
            term.references = [Reference((str(child),), term.line)]
        else:
            term.value = _LITERALS.get(child, None if child == "null" else str(child))
        return term

    def _extend(self, term: Expression, more: Iterable[str], last: Child) -> Expression:
        """Make a traversal longer, in place: nothing else holds it yet."""
        term.end = _end(last)
        term.value = None
        term.items = term.elements = None
        if term.parts is not None:
            term.parts += more
            term.references[0] = Reference(tuple(term.parts), term.references[0].line)
        return term

    def get_attr_expr_term(self, children: Children) -> Expression:
        term, name = children
        return self._extend(term, (str(name),), name)

    def index_expr_term(self, children: Children) -> Expression:
        term, index = children
        if type(index) is Expression:
            term.references = term.references + index.references
            term.escapes = term.escapes + index.escapes
        return self._extend(term, ("[]",), index)

    def attr_splat_expr_term(self, children: Children) -> Expression:
        term, (parts, last, inner) = children
        for each in inner:
            term.references = term.references + each.references
        return self._extend(term, parts, last)

    full_splat_expr_term = attr_splat_expr_term

    def attr_splat(self, children: Children) -> tuple[list[str], Child, list[Expression]]:
        inner = [each for each in children[1:] if type(each) is Expression]
        names = [
            "[]" if type(each) is Expression or each.type == "INT_LITERAL" else str(each)
            for each in children[1:]
        ]
        return ["[]", *names], children[-1], inner

    full_splat = attr_splat

    def get_attr(self, children: Children) -> Child:
        return children[1]

    short_index = get_attr

    def function_call(self, children: Children) -> Expression:
        return self._merge(children)

    def tuple_literal(self, children: Children) -> Expression:
        merged = self._merge(children)
        merged.elements = [each for each in children if type(each) is Expression]
        return merged

    def object_literal(self, children: Children) -> Expression:
        pairs = [each for each in children if type(each) is list]
        flat = [part for each in children for part in (each if type(each) is list else [each])]
        merged = self._merge(flat)
        merged.items = [(_key(pair[0]), pair[-1]) for pair in pairs]
        return merged

    def object_elem(self, children: Children) -> Children:
        return children

    def object_elem_key(self, children: Children) -> Child:
        key = children[0]
        if type(key) is Expression and key.parts is not None:
            # A bare name before `=` is text, as in { Name = ... }, not a reference.
            key.references = []
        return key

    # For expressions hide the names that they introduce.

    def for_intro(self, children: Children) -> tuple[list[str], Children]:
        return [str(each) for each in children if _type(each) == "NAME"], children

    def for_tuple_expr(self, children: Children) -> Expression:
        at, (names, intro) = next(
            (at, each) for at, each in enumerate(children) if type(each) is tuple
        )
        collection = self._merge(intro)
        rest = self._merge(children[at + 1 :], names)
        merged = Expression(
            self.source, children[0].start_pos, rest.end, children[0].line + self._offset
        )
        merged.references = collection.references + rest.references
        merged.escapes = collection.escapes + rest.escapes
        return merged

    for_object_expr = for_tuple_expr

    # Strings and templates

    def string(self, children: Children) -> Expression:
        parts = children[1:-1]
        if any(_type(each) == "STRING_CHARS" and "\n" in each for each in parts):
            # python-hcl2 takes it, Terraform never does: what follows would make no sense.
            raise Refused("a quotation mark is never closed", self._line(children[0]))
        merged = self._merge([each for each in children if type(each) is not _Mark])
        if any(type(each) is _Mark for each in parts):
            merged.references = self._in_directives(parts)
            return merged
        escapes = [each for part in parts for each in self._escapes_of(part)]
        merged.escapes = merged.escapes + escapes
        if not parts:
            merged.value = ""
        elif len(parts) == 1 and _type(parts[0]) == "STRING_CHARS":
            merged.value = _unescape(parts[0])
        return merged

    def _escapes_of(self, part: Child) -> list[Escape]:
        kind = _type(part)
        if kind == "ESCAPED_INTERPOLATION":
            return [Escape(str(part), part.line + self._offset)]
        if kind != "STRING_CHARS" or "\\$" not in part:
            return []
        return [
            Escape(part[each.start() :].split("}")[0] + "}", part.line + self._offset)
            for each in _PAIR.finditer(part)
            if each[1] == "$" and part[each.end() : each.end() + 1] == "{"
        ]

    def _in_directives(self, parts: Children) -> list[Reference]:
        """The references of a template, without the names of the loops around them."""
        opened: list[_Mark] = []
        references: list[Reference] = []
        for part in parts:
            hidden = [name for mark in opened for name in mark.names]
            if type(part) is Expression:
                references += _references(part, hidden)
            if type(part) is not _Mark:
                continue
            if part.expression is not None:
                references += _references(part.expression, hidden)
            if part.kind in ("for", "if"):
                opened.append(part)
            elif not opened or opened[-1].kind != part.kind.removeprefix("end").replace(
                "else", "if"
            ):
                raise Refused(f"template directive {part.kind!r} has nothing to end", part.line)
            elif part.kind != "else":
                opened.pop()
        if opened:
            message = f"template directive {opened[-1].kind!r} is never ended"
            raise Refused(message, opened[-1].line)
        return references

    def _mark(self, kind: str, children: Children) -> _Mark:
        names = tuple(str(each) for each in children if _type(each) == "NAME")
        mark = _Mark(kind, children[0].line + self._offset, names)
        mark.expression = next((each for each in children if type(each) is Expression), None)
        return mark

    def heredoc_template(self, children: Children) -> Expression:
        token = children[0]
        merged = Expression(self.source, token.start_pos, token.end_pos, token.line + self._offset)
        if "${" in token or "%{" in token:
            parts = list(self._heredoc_parts(str(token), merged.line))
            merged.references = self._in_directives(parts)
            merged.escapes = [each for each in parts if type(each) is Escape]
        return merged

    heredoc_template_trim = heredoc_template

    def _heredoc_parts(self, text: str, line: int) -> Iterator[Child]:
        for piece in pieces(text, line):
            if piece.kind == "$":
                yield self._parse_template(piece.text, piece.line)
            elif piece.kind == "escape":
                yield Escape(piece.text, piece.line)
            elif piece.kind == "open":
                raise Refused(f"the template {piece.text!r} is never closed", piece.line)
            else:
                yield self._heredoc_directive(piece)

    def _heredoc_directive(self, piece: Piece) -> _Mark:
        directive = _DIRECTIVE.match(piece.text)
        if directive is None:
            raise Refused(f"unknown template directive {piece.text.strip()!r}", piece.line)
        loop, name, second, condition, other = directive.groups()
        names = tuple(each for each in (name, second) if each)
        mark = _Mark(loop or condition or other, piece.line, names)
        if not other:
            mark.expression = self._parse_template(piece.text[directive.end() :], piece.line)
        return mark

    def __getattr__(self, name: str) -> Callable[[Children], Any]:
        """What a rule without a method of its own does (its name decides)."""
        if name in _PLAIN:
            return self._only
        if name in ("tuple", "object"):
            return self.tuple_literal if name == "tuple" else self.object_literal
        if name.startswith("template_") and name != "template_string":
            kind = name.removeprefix("template_").removesuffix("_start")
            return partial(self._mark, kind)
        if name.startswith("_") or name.isupper():
            # Lark splices `_rules` into their parents itself, and asks for terminals too.
            raise AttributeError(name)
        return self._merge


def _type(child: Child) -> str:
    return getattr(child, "type", "")


def _start(child: Child) -> int:
    return int(child.start) if type(child) is Expression else int(child.start_pos)


def _end(child: Child) -> int:
    return int(child.end) if type(child) is Expression else int(child.end_pos)


def _label(child: Child) -> str:
    if type(child) is Expression:
        return str(child.value) if isinstance(child.value, str) else child.text.strip('"')
    return str(child)


def _key(child: Child) -> str:
    if type(child) is Expression:
        return child.value if isinstance(child.value, str) else child.text
    return str(child)


def _unescape(text: str) -> str:
    return _PAIR.sub(lambda pair: _UNESCAPED.get(pair[1], pair[0]), text)
