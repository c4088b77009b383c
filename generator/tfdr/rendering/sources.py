"""Where a template comes from: this program, a folder, or a git URL."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tfdr.errors import TfdrError, ToolMissing
from tfdr.messages import shown

_PACKAGE = Path(__file__).parents[1]

# Forms of URL that copier takes for git, and those that it only does with `git+` before them.
_GIT_URL: Final = re.compile(r"^(?:gh:|gl:|git@|git://|git\+)|\.git$")
_OTHER_URL: Final = re.compile(r"^(?:ssh|https?|file)://")
_PASSWORD: Final = re.compile(r"^(?:git\+)?[a-z]+://[^/@]*:[^/]*@", re.IGNORECASE)
# Before a name alone, ssh has a user; http has a token there, for which no user is needed.
_TOKEN: Final = re.compile(r"^(?:git\+)?https?://[^/]*@", re.IGNORECASE)
_USER: Final = re.compile(r"//[^/\s]*@")


@dataclass(frozen=True)
class Origin:
    """The source of a template.

    Attributes:
        url: folder or git URL.
        ref: branch, tag or commit of a git source; None for the latest release.
        built_in: whether it is the template that came with this program.
    """

    url: str
    ref: str | None = None
    built_in: bool = False

    @property
    def packaged(self) -> bool:
        """Whether it is inside an installed package, which has no history."""
        return self.built_in and self.ref is None


def built_in_root() -> Path:
    """Return the folder of the template that came with this program."""
    checkout = _PACKAGE.parents[1]
    if (checkout / "copier.yml").is_file() and (checkout / "template").is_dir():
        return checkout
    return _PACKAGE / "_bundle"


def without_credentials(text: str) -> str:
    """Return a URL, or text that holds some, without what stands before the host."""
    return _USER.sub("//", text)


def is_relative(template: str) -> bool:
    """Say whether a source means another place in each folder that it is named in."""
    is_url = re.match(r"[^/]*:", template)
    return not is_url and not Path(template).expanduser().is_absolute()


def origin(template: str | None, ref: str | None, named: str = "--template") -> Origin:
    """Return the source that the flags --template and --ref name.

    Args:
        template: folder or git URL; None for the template that came with this program.
        ref: branch, tag or commit of it.
        named: what names the source, for messages.

    Raises:
        TfdrError: it cannot be a source.
        ToolMissing: it needs git, which is not there.
    """
    if template is None:
        if ref is not None:
            raise TfdrError("--ref names a version of a git source: add --template SOURCE")
        return _built_in()
    if not template or not template.isprintable():
        raise TfdrError(f"{named} {shown(template)} is neither a folder nor a git URL")
    if _PASSWORD.match(template) or _TOKEN.match(template):
        raise TfdrError(
            f"{named} holds a password or a token, which would end up in the answers file: give "
            f"{shown(without_credentials(template), 200)[1:-1]} and let git's credential helper "
            "give the rest"
        )
    if _OTHER_URL.match(template) and not template.endswith(".git"):
        template = f"git+{template}"
    if _GIT_URL.search(template) and not Path(template).is_dir():
        if not shutil.which("git"):
            raise ToolMissing("git is needed to read a template from a git URL: install it")
        return Origin(template, ref)
    folder = Path(template).expanduser()
    if not folder.is_dir():
        raise TfdrError(f"{named} {shown(template)} is neither a folder nor a git URL")
    return Origin(str(folder.resolve()), ref)


def _built_in() -> Origin:
    root = built_in_root()
    # In a checkout, what is in the working tree is what the user sees and wants.
    is_checkout = (root / ".git").exists() and shutil.which("git")
    return Origin(str(root), "HEAD" if is_checkout else None, built_in=True)
