"""What a check finds: the rule, the place, what is wrong and what would be right."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        id: the rule, such as CMP02, or the layer, such as VALIDATE.
        file: relative to the directory that was checked; the directory of a root when it is about
            the whole of it; empty when it is about all that was checked.
        line: counted from 1; 0 when it is about no line.
        address: the Terraform address of the block, or empty.
        message: what is wrong.
        fix: what would be right, or empty.
        severity: error, warning or info.
    """

    id: str
    file: str
    line: int
    address: str
    message: str
    fix: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.line else f"{self.file}: " if self.file else ""
        address = f"{self.address}: " if self.address else ""
        end = "" if self.message.endswith((".", "!", "?")) else "."
        return f"{place}{self.id} {address}{self.message}{end}{' ' + self.fix if self.fix else ''}"

    def as_json(self) -> dict[str, str | int]:
        """The finding as `tfdr check --format json` prints it."""
        return asdict(self)
