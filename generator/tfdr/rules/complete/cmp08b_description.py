"""CMP08B: every variable and output has a description."""

from collections.abc import Iterator
from typing import Final

from tfdr import hcl
from tfdr.evaluate import System, Truth
from tfdr.rules import INFO, Rule, Verdict, judge_place

RULE = Rule(severity=INFO, is_local=True, is_recovery=False)

_KINDS: Final = {"variable": "var", "output": "output"}


def check(system: System) -> Iterator[Verdict]:
    """Each variable and each output, once for all instances of a module."""
    seen: set[int] = set()
    for source, prefix in _sources(system):
        for kind, name in _KINDS.items():
            for block in source.of_kind(kind):
                if block.labels and id(block) not in seen:
                    seen.add(id(block))
                    address = f"{prefix}{name}.{block.labels[0]}"
                    holds, line = _is_described(block)
                    yield judge_place(
                        holds,
                        address,
                        block.file,
                        line,
                        "has no description",
                        unknown=("its description, which is no plain text",),
                    )


def _sources(system: System) -> Iterator[tuple[hcl.Module, str]]:
    """The modules with what addresses in them begin with; those too that nothing calls so far."""
    found = [(module.source, module.prefix, module.system) for module in system.modules]
    seen = {source.directory for source, _, _ in found}
    for source, prefix, root in found:
        yield source, prefix
        for block in source.of_kind("module"):
            target = root.target(block) if block.labels else None
            if target is not None and target.directory not in seen:
                seen.add(target.directory)
                found.append((target, f"{prefix}module.{block.labels[0]}.", root))


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
