"""The syntax of a program in Python, read and walked once for all who ask about it."""

import ast
from functools import lru_cache


@lru_cache(maxsize=256)
def nodes(text: str) -> tuple[ast.AST, ...]:
    """All nodes of a file's syntax tree, outer ones first; none where it is no Python."""
    try:
        return tuple(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
