"""What a generated folder says of where it came from, in its file of answers."""

from dataclasses import dataclass
from pathlib import Path

from tfdr.errors import TfdrError
from tfdr.messages import shown
from tfdr.questionnaire.answers import ANSWERS_FILE, Given, from_file
from tfdr.rendering.sources import without_credentials


@dataclass(frozen=True)
class Recorded:
    """The file of answers that was written with a folder.

    Attributes:
        given: all that is in it.
        source: folder or URL of the template; empty if that was not recorded.
        commit: tag or commit of the template; empty if it had none.
    """

    given: Given
    source: str
    commit: str

    @property
    def place(self) -> str:
        """The source fit for a message: without a password, on one line."""
        return shown(without_credentials(self.source), 200)[1:-1]


def read(folder: Path) -> Recorded:
    """Read what was recorded in a generated folder.

    Raises:
        TfdrError: the folder was not generated, or what is recorded in it cannot be read.
    """
    if not folder.is_dir():
        raise TfdrError(f"{folder} is not a folder: name one that was generated earlier")
    path = folder / ANSWERS_FILE
    if not path.is_file():
        raise TfdrError(
            f"{folder} has no {ANSWERS_FILE}: it was not generated, or the file was deleted"
        )
    given = from_file(path, recorded=True)
    for key in ("_src_path", "_commit"):
        if not isinstance(given.answers.get(key) or "", str):
            raise TfdrError(f"{given.place}: {key} is not text: quote it")
    source, commit = (given.answers.get(key) or "" for key in ("_src_path", "_commit"))
    return Recorded(given, source, commit)
