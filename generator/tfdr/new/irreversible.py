"""What a repository, once applied, cannot take back: a person confirms it by typing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True)
class Irreversible:
    """One consequence of the answers that nobody can undo.

    Attributes:
        word: what is typed to confirm it.
        fact: the name of the answer, or of the template's fact, that decides it.
        value: what that has to be.
        consequence: what it is.
    """

    word: str
    fact: str
    value: Any
    consequence: str

    def follows(self, facts: Mapping[str, Any]) -> bool:
        """Say whether the answers lead to it."""
        return bool(facts.get(self.fact) == self.value)


ALL: Final = (
    Irreversible(
        word="compliance",
        fact="lock_mode",
        value="compliance",
        consequence=(
            "lock_mode is compliance. What is written to a locked bucket, and three days after "
            "the first apply each backup, cannot be deleted before its retention ends, and no "
            "lock can be removed: not by the root user, and not by AWS. It is billed until then."
        ),
    ),
    Irreversible(
        word="object-lock",
        fact="has_locked_objects",
        value=True,
        consequence=(
            "compliance_level or services enables S3 Object Lock on buckets. It cannot be disabled "
            "on a bucket, whose versioning cannot be suspended either. Deleting a locked object "
            "version before its retention ends needs the permission s3:BypassGovernanceRetention."
        ),
    ),
)


def following(facts: Mapping[str, Any]) -> list[Irreversible]:
    """What follows from the answers and cannot be undone."""
    return [each for each in ALL if each.follows(facts)]
