"""Nothing is compiled twice: compiling templates takes more than half of a generation.

Files stay compiled between runs, expressions in copier.yml as long as a process lives: copier and
our own questionnaire evaluate the same ones, and many of them several times.
"""

from pathlib import Path
from typing import Any, Final

from jinja2 import Environment
from jinja2.bccache import FileSystemBytecodeCache
from jinja2.utils import LRUCache

from tfdr import __version__
from tfdr.cache import cache_directory

_COMPILED: Final = LRUCache(1024)


class _ByVersion(FileSystemBytecodeCache):
    """Keys of this version's template, wherever a checkout or its clone may be."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002
        return super().get_cache_key(f"{__version__}/{name}")


def keep_compiled(jinja: Environment) -> None:
    """Let an environment read what was compiled before; only for the built-in template.

    Jinja compares the source, but not the delimiters and extensions, which other templates may
    set as they like.
    """
    home = cache_directory()
    if home is None:
        return
    folder = Path(home, "templates")
    try:
        folder.mkdir(exist_ok=True, mode=0o700)
    except OSError:  # it is a matter of speed only
        return
    jinja.bytecode_cache = _ByVersion(str(folder))


def compile_once(jinja: Environment) -> None:
    """Let an environment share compiled code with all others that would compile it alike.

    What code is compiled to depends on the class of the environment, its delimiters (of which Jinja
    keeps one lexer for each choice), its extensions, and on the filters and tests that it knows.
    """
    options = (
        type(jinja),
        jinja.lexer,
        tuple(jinja.extensions),
        frozenset(jinja.filters),
        frozenset(jinja.tests),
    )
    compile_: Any = jinja.compile

    def compile_unless_known(source: Any, *names: str | None, **how: Any) -> Any:
        if how or not isinstance(source, str):
            return compile_(source, *names, **how)
        key = (options, source, names[:1])  # in which file it was matters to messages only
        code = _COMPILED.get(key)
        if code is None:
            code = _COMPILED[key] = compile_(source, *names)
        else:
            jinja.preprocess(source)  # extensions note that a new template begins
        return code

    jinja.compile = compile_unless_known  # type: ignore[assignment, method-assign]
