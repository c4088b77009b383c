"""What AWS would say to each preset is written down as it was measured, and is nothing now."""

from tests.systems.objections import AFTER, BEFORE, PAGE, grouped, page, rows


def row(when: str, *objections: dict[str, object]) -> dict[str, object]:
    return {
        "preset": "healthcare", "level": "pci-dss", "when": when, "day": "2026-11-30",
        "resources": 600, "deliveries": 90, "objections": list(objections),
        "beyond_new_account": ["Concurrent executions in us-east-1: 103 of 10"],
    }  # fmt: skip


TAGS = {
    "oracle": "request models", "operation": "route53:ChangeTagsForResource", "number": 3,
    "says": "Member must have length less than or equal to 10",
}  # fmt: skip


def test_the_page_is_what_was_measured() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(rows())


def test_aws_has_nothing_against_what_is_generated_now() -> None:
    now = [each for each in rows() if each["when"] == AFTER]
    assert now
    assert [each for each in now if "failed" in each] == []
    said = [each for one in now for each in one.get("objections", ())]
    assert [each for each in said if "mended" not in each] == []


def test_what_is_of_one_kind_is_counted() -> None:
    one = {"oracle": "order", "operation": "ecs:CreateService", "says": "no way out"}
    drop = {"oracle": "deliveries", "operation": "alarm to topic: a to b", "says": "not let in"}
    found = grouped([one, {**one, "says": "another"}, drop])
    assert found == [
        {**drop, "operation": "alarm to topic", "number": 1},
        {**one, "number": 2},
    ]


def test_a_page_shows_before_and_now_and_what_was_not_measured() -> None:
    text = page([row(BEFORE, TAGS), row(AFTER)])
    assert "| `healthcare` | pci-dss | 600 | 3 objections | no objection | 2026-11-30 |" in text
    assert "| `healthcare` | baseline | - | - | - | - |" in text
    assert "**request models**, `route53:ChangeTagsForResource`: Member must have" in text
    assert "In healthcare pci-dss (3)." in text
    assert "- Concurrent executions in us-east-1: 103 of 10: healthcare pci-dss" in text


def test_a_level_that_is_refused_is_named_with_its_reason() -> None:
    refused = {"preset": "healthcare", "level": "baseline", "when": AFTER, "refused": "too low"}
    text = page([refused])
    assert "| `healthcare` | baseline | - | - | refused | - |" in text
    assert "- healthcare baseline (after): too low" in text
