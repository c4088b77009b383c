"""DAT01B: the engine version of a global database is looked up with a data source."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Resource, System, Truth, any_of, references, same
from tfdr.rules import INFO, Rule, Verdict, judge

RULE = Rule(severity=INFO, is_recovery=False)

_ASKING: Final = ("aws_rds_engine_version", "aws_rds_orderable_db_instance")


def check(system: System) -> Iterator[Verdict]:
    """Each global database that says its version."""
    for whole in system.resources("aws_rds_global_cluster"):
        if whole.has("engine_version") is not False:
            message = "AWS is not asked whether its version exists and can span regions"
            asked = _is_asked(system, whole)
            yield judge(whole, asked, message, "engine_version")
            if asked and system.data("aws_rds_engine_version"):
                message = "AWS is asked whether its version exists, not whether it spans regions"
                yield judge(whole, _spans(system), message, "engine_version")


def _spans(system: System) -> bool:
    """Whether what AWS says of global databases counts: in a condition, or in a filter."""
    return any(
        "supports_global_databases" in attribute.expression.text
        for module in system.modules
        for root in module.source.blocks
        for block in root.walk()
        for attribute in block.attributes.values()
    ) or any(
        block.equals("name", "supports-global-databases") is not False
        for asking in system.data("aws_rds_engine_version")
        for block in asking.blocks("filter")
    )


def _is_asked(system: System, whole: Resource) -> Truth:
    version = whole.get("engine_version")
    if any(ref.target.owner.type in _ASKING for ref in references(version)):
        return True
    results: list[Truth] = []
    for type_ in _ASKING:
        for asking in system.data(type_):
            for name in ("version", "engine_version", "preferred_versions"):
                values = asking.elements(name) or [asking.get(name)]
                results += [same(each, version) for each in values if each is not None]
    return any_of(*results)
