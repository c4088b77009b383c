"""The catalogue of policies that AWS keeps."""

import re

from tfdr.facts import read


def test_each_statement_is_one_of_iam() -> None:
    for name, statements in read("managed_policies.yml")["policies"].items():
        for each in statements:
            assert each.keys() <= {"Action", "Condition", "Effect", "NotAction", "Resource"}, name
            assert ("Action" in each) != ("NotAction" in each), name
            actions = each.get("Action") or each["NotAction"]
            assert all(re.fullmatch(r"\*|[\w-]+:[\w*]+", action) for action in actions), name
