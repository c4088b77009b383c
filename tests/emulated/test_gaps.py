from typing import Any

from tfdr.emulator.client.gaps import Gap, known_gaps, unexplained

GAP = Gap(r"module\.(primary|dr)\.aws_x\.this", "size", "not read back")


def plan(**changes: dict[str, Any]) -> dict[str, Any]:
    return {"resource_changes": [{"address": name, "change": c} for name, c in changes.items()]}


def update(
    before: dict[str, Any], after: dict[str, Any], unknown: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {
        "actions": ["update"], "before": before, "after": after, "after_unknown": unknown or {}
    }  # fmt: skip


NOTHING = {"actions": ["no-op"], "before": {}, "after": {}, "after_unknown": {}}


def test_a_plan_without_changes_needs_no_explanation() -> None:
    shown = plan(**{"aws_x.this": NOTHING})
    shown["output_changes"] = {"url": {"actions": ["no-op"]}}
    assert unexplained(shown, gaps=()) == []


def test_only_what_the_gap_names_is_explained() -> None:
    changed = update({"size": 1, "name": "a"}, {"size": 2, "name": "a"})
    shown = plan(**{"module.dr.aws_x.this": changed, "module.other.aws_x.this": changed})
    assert unexplained(shown, gaps=(GAP,)) == ["module.other.aws_x.this: size"]


def test_another_attribute_of_the_same_resource_is_not_explained() -> None:
    changed = update({"size": 1, "name": "a"}, {"size": 2, "name": "b"})
    shown = plan(**{"module.dr.aws_x.this": changed})
    assert unexplained(shown, gaps=(GAP,)) == ["module.dr.aws_x.this: name"]


def test_no_gap_explains_that_something_is_created_or_replaced() -> None:
    shown = plan(
        **{
            "module.dr.aws_x.this": {**NOTHING, "actions": ["delete", "create"]},
            "module.primary.aws_x.this": {**NOTHING, "actions": ["create"]},
        }
    )
    assert unexplained(shown, gaps=(GAP,)) == [
        "module.dr.aws_x.this: delete and create",
        "module.primary.aws_x.this: create",
    ]


def test_an_attribute_that_follows_from_another_one_is_not_listed_beside_it() -> None:
    changed = update({"size": 1, "hash": "a"}, {"size": 2}, {"hash": True})
    assert unexplained(plan(**{"aws_x.this": changed}), gaps=()) == ["aws_x.this: size"]


def test_an_update_of_which_nothing_is_known_is_listed() -> None:
    changed = update({"hash": "a"}, {}, {"hash": True})
    assert unexplained(plan(**{"aws_x.this": changed}), gaps=()) == ["aws_x.this: hash"]


def test_a_changed_output_is_a_difference() -> None:
    assert unexplained({"output_changes": {"url": {"actions": ["update"]}}}, gaps=()) == [
        "output.url: update"
    ]


def test_each_known_gap_says_why() -> None:
    assert all(len(gap.reason) > 20 for gap in known_gaps())
