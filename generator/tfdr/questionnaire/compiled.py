"""Templates stay compiled between runs: compiling them takes more than half of a generation."""

from pathlib import Path

from jinja2 import Environment
from jinja2.bccache import FileSystemBytecodeCache

from tfdr import __version__
from tfdr.cache import cache_directory


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
