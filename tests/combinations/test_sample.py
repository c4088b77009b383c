"""Every day: the sets of answers that show the most pairs of values."""

from pathlib import Path

import pytest
from tfdr.questionnaire.questions import MISSING

from tests.combinations.pairwise import first_sets
from tests.combinations.repositories import generate
from tests.combinations.space import LEFT_OUT, Space
from tests.formatting import unformatted

SAMPLE = 12


@pytest.fixture(scope="module")
def sample(space: Space) -> list[list[object]]:
    return first_sets(space, SAMPLE)


@pytest.mark.parametrize("number", range(SAMPLE))
def test_a_set_is_formatted_and_resolves(
    number: int, sample: list[list[object]], space: Space, tmp_path: Path
) -> None:
    answers = space.answers(sample[number])
    done = generate(tmp_path / "set", answers)

    assert done.code == 0, f"{answers}: {done.message}"
    assert done.findings == (), answers
    assert unformatted(done.folder) == [], answers


def test_every_choice_and_every_item_is_a_parameter(space: Space) -> None:
    names = {parameter.question for parameter in space.parameters}
    asked = space.questions

    assert names >= {question.name for question in asked if question.choices}
    # What is not varied is text, or follows from other answers.
    assert {q.type for q in asked if q.name not in names | LEFT_OUT} <= {"str"}
    assert all(q.default is not MISSING for q in asked if q.name in LEFT_OUT)
    for question in asked:
        if question.multiselect:
            items = [each.item for each in space.parameters if each.question == question.name]
            assert len(items) == len(set(items)) >= 2


def test_choices_that_depend_on_answers_are_all_there(space: Space) -> None:
    regions = next(each for each in space.parameters if each.name == "primary_region")

    assert len(regions.values) > 20


def test_the_sample_takes_every_value_of_short_choices(
    space: Space, sample: list[list[object]]
) -> None:
    for index, parameter in enumerate(space.parameters):
        if len(parameter.values) <= 3:
            assert {row[index] for row in sample} == set(parameter.values), parameter.name
