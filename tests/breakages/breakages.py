"""What is broken: a text in a file, once, such that all else stays as it was."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

FILE: Final = Path(__file__).with_name("breakages.yml")


@dataclass(frozen=True)
class Breakage:
    """A change that somebody may make by mistake.

    Attributes:
        kind: of what it is.
        what: what is wrong then.
        files: a pattern for files, one of which is changed.
        old: the text in it that is changed, which is there once.
        new: what stands there instead.
    """

    kind: str
    what: str
    files: str
    old: str
    new: str

    def make(self, checkout: Path) -> Path:
        """Make the change, and return the file.

        Raises:
            ValueError: the text is in no file, or more than once.
        """
        texts = {path: path.read_text(encoding="utf-8") for path in checkout.glob(self.files)}
        places = [path for path, text in texts.items() for _ in range(text.count(self.old))]
        if len(places) != 1:
            raise ValueError(f"{self.kind}: {self.files} has the text {len(places)} times")
        (path,) = places
        path.write_text(texts[path].replace(self.old, self.new), encoding="utf-8")
        return path


def breakages() -> list[Breakage]:
    """Return all of them."""
    entries = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return [
        Breakage(each["kind"], each["what"], each["in"], each["old"], each["new"])
        for each in entries
    ]
