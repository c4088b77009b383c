"""`tfdr explain RULE`: what a rule wants, and which was meant."""

import json

from tests.support import Tfdr


def test_a_rule_is_explained(tfdr: Tfdr) -> None:
    done = tfdr("explain", "nam05")
    assert done.code == 0
    assert done.out.startswith("NAM05 (warning): Every KMS key has an alias.")
    for text in ("Why: ", "Fix: ", "Source: https://", "Fails:\n\n  resource", "Passes:\n"):
        assert text in done.out
    found = json.loads(tfdr("explain", "NAM05", "--format", "json").out)
    assert (found["id"], found["family"], found["severity"]) == ("NAM05", "named", "warning")


def test_a_rule_that_does_not_exist_is_refused_with_one_that_does(tfdr: Tfdr) -> None:
    done = tfdr("explain", "NAM95")
    assert done.code == 2
    assert "did you mean NAM05?" in done.message
