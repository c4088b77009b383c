"""CMP08B: variables and outputs say what they are."""

from collections.abc import Iterator
from typing import Final

from tfdr import hcl
from tfdr.evaluate import System, Truth
from tfdr.rules import INFO, Rule, Verdict, judge_place

RULE = Rule(
    id="CMP08B",
    title="Every variable and every output says what it is",
    severity=INFO,
    why="Whoever has to change a value at night, in a repository that somebody else wrote, has "
    "only its description to go by.",
    fix='Add description = "..." with what the value means, and what it does to the system.',
    source="https://developer.hashicorp.com/terraform/language/style",
    fails="""\
variable "task_count" {
  type = number
}
""",
    passes="""\
variable "task_count" {
  description = "Tasks that run at least in each region."
  type        = number
}
""",
    is_local=True,
)

_KINDS: Final = {"variable": "var", "output": "output"}


def check(system: System) -> Iterator[Verdict]:
    """Each variable and each output, once for all instances of a module."""
    seen: set[int] = set()
    for module in system.modules:
        for kind, name in _KINDS.items():
            for block in module.source.of_kind(kind):
                if block.labels and id(block) not in seen:
                    seen.add(id(block))
                    address = f"{module.prefix}{name}.{block.labels[0]}"
                    holds, line = _is_described(block)
                    yield judge_place(
                        holds,
                        address,
                        block.file,
                        line,
                        "has no description",
                        unknown=("its description, which is no plain text",),
                    )


def _is_described(block: hcl.Block) -> tuple[Truth, int]:
    attribute = block.attributes.get("description")
    if attribute is None:
        return False, block.line
    value = attribute.expression.value
    if isinstance(value, str):
        return bool(value.strip()), attribute.line
    # A heredoc, or something that Terraform will not take.
    is_text = attribute.expression.text.lstrip().startswith("<<")
    return (True if is_text else None), attribute.line
