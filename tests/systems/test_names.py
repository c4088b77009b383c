"""NAM03: at the longest answers that are allowed, every name still fits its limit."""

import pytest

from tests.emulated.names import lengthened, names_that_aws_refuses, types_without_a_limit
from tests.emulated.requirements import System

pytestmark = [pytest.mark.long(pool="longest-names", by="longest"), pytest.mark.timeout(2400)]


def test_every_name_fits(longest: System) -> None:
    assert list(names_that_aws_refuses(longest)) == []


def test_no_type_with_a_name_is_without_a_limit(longest: System) -> None:
    assert types_without_a_limit(longest) == set()


def test_names_that_are_too_long_are_noticed(longest: System) -> None:
    too_long = lengthened(longest)
    assert len(too_long) > 20
    assert len(list(names_that_aws_refuses(too_long))) >= len(too_long)
