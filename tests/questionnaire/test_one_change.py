"""One answer changed from the defaults is taken, or refused with what to change (P7)."""

from collections.abc import Iterator
from typing import Any

import pytest
from tfdr.errors import TfdrError
from tfdr.questionnaire import questions
from tfdr.questionnaire.answers import Given, resolve

from tests.combinations.space import DEFAULT, UNASKED, Space
from tests.support import ROOT

# What nobody but the person can answer.
OWN = {
    "project_name": "orders",
    "owner": "orders-team",
    "cost_center": "cc-1",
    "domain_name": "orders.acme.org",
    "alert_emails": ["on-call@acme.org"],
}
REMEDIES = ("give ", "choose ", "leave it out", "add ", "name ")


@pytest.fixture(scope="module")
def space() -> Space:
    return Space(questions.load(ROOT))


def settled(space: Space, **change: Any) -> dict[str, Any]:
    """What is settled with one change, without what then does not apply of one's own answers."""
    own = {name: value for name, value in OWN.items() if name not in change}
    while True:
        try:
            return resolve(space.questionnaire, [Given("a file", own | change)]).settled
        except TfdrError as refusal:
            surplus = [name for name in own if f"{name}: does not apply" in str(refusal)]
            if not surplus:
                raise
            own = {name: value for name, value in own.items() if name not in surplus}


def changes(space: Space, usual: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each choice of each question, and each item of a list with and without it."""
    for parameter in space.parameters:
        now = usual.get(parameter.question)
        if parameter.item is None:
            for value in parameter.values:
                given = list(value) if isinstance(value, tuple) else value
                if value not in (UNASKED, DEFAULT) and given != now:
                    yield {parameter.question: given}
        elif isinstance(now, list):
            item = parameter.item
            without = [each for each in now if each != item]
            yield {parameter.question: without if item in now else [*now, item]}


@pytest.mark.long
def test_each_change_of_one_answer_is_taken_or_explained(space: Space) -> None:
    usual = settled(space)
    taken, refused, unexplained = 0, 0, []
    for change in changes(space, usual):
        try:
            settled(space, **change)
            taken += 1
        except TfdrError as refusal:
            refused += 1
            said = str(refusal)
            if not any(each in said for each in REMEDIES):
                unexplained.append(f"{change}: {said}")
    assert unexplained == []
    assert taken > 80
    assert refused < taken / 2


@pytest.mark.parametrize(
    ("primary", "standby"),
    [("eu-central-1", "eu-"), ("us-east-1", "us-"), ("ap-northeast-1", "ap-northeast-3")],
)
def test_the_standby_is_in_the_same_jurisdiction(space: Space, primary: str, standby: str) -> None:
    (proposed,) = settled(space, primary_region=primary)["dr_regions"]
    assert proposed.startswith(standby)
    assert proposed != primary
