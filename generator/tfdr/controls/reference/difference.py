"""One way in which code differs from what the answers come to."""

from dataclasses import dataclass

from tfdr.evaluate import Truth


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    Attributes:
        at: the attribute or block, as `Body.line_of` takes it.
        holds: False for what is weaker for certain; None for what nobody judged.
        message: what is different, as a sentence about the resource.
    """

    at: str
    holds: Truth
    message: str
