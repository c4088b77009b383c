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
        file: where it is made, from the root of the checkout.
        old: the text that is changed, which is there once.
        new: what stands there instead.
    """

    kind: str
    what: str
    file: str
    old: str
    new: str

    def make(self, checkout: Path) -> None:
        """Make the change.

        Raises:
            ValueError: the text is not in the file, or is there more than once.
        """
        path = checkout / self.file
        text = path.read_text(encoding="utf-8")
        if (number := text.count(self.old)) != 1:
            raise ValueError(f"{self.kind}: {self.file} has the text {number} times: {self.old}")
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")


def breakages() -> list[Breakage]:
    """Return all of them."""
    return [Breakage(**entry) for entry in yaml.safe_load(FILE.read_text(encoding="utf-8"))]
