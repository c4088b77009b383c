"""The constraint of the AWS provider: what an answer makes of it, and code that is right for it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tfdr.provider.catalogue import proven
from tfdr.terraform.constraints import allows

from tests.support import Tfdr

Scenario = Callable[[str], Path]
UNFIT = ("6.1.0", "6.14.0", "6.57.0")


def constraint(repository: Path) -> str:
    texts = [(repository / name).read_text() for name in ("terraform.tf", "bootstrap/main.tf")]
    found = {text.split('"hashicorp/aws"')[1].split('"')[1] for text in texts}
    assert len(found) == 1, "both roots allow the same"
    return found.pop()


@pytest.mark.parametrize(
    ("name", "allowed", "refused"),
    [
        ("preset", ["5.100.0", "6.0.0", "6.58.0", "6.73.0"], ["5.99.0", *UNFIT, "7.0.0"]),
        ("proven-provider-alone", ["5.100.0", "5.101.0"], ["5.99.0", "6.0.0", "7.0.0"]),
        ("newest-provider-alone", ["6.58.0", "6.73.0"], ["5.100.0", *UNFIT, "6.56.0", "7.0.0"]),
    ],
)
def test_an_answer_narrows_what_may_be_installed(
    name: str, allowed: list[str], refused: list[str], scenario: Scenario
) -> None:
    written = constraint(scenario(name))
    assert [version for version in allowed if not allows(written, version)] == []
    assert [version for version in refused if allows(written, version)] == []


def test_what_is_proven_is_allowed_by_default(preset: Path) -> None:
    assert allows(constraint(preset), proven())


def test_code_for_6_alone_has_nothing_that_6_discourages(scenario: Scenario, tfdr: Tfdr) -> None:
    """And the check would notice if it had."""
    repository = scenario("newest-provider-alone")
    assert tfdr("check", repository, "--no-terraform", "--select", "CMP07").code == 0
    table = repository / "modules/sessions/main.tf"
    text = table.read_text()
    try:
        old = text.replace(
            'key_schema {\n      attribute_name = "user_id"\n      key_type       = "HASH"\n    }',
            'hash_key = "user_id"',
        )
        assert old != text
        table.write_text(old)
        done = tfdr("check", repository, "--no-terraform", "--select", "CMP07")
        assert done.code == 1
        assert "hash_key of the block global_secondary_index is deprecated" in done.out
    finally:
        table.write_text(text)
