"""Answers: read within bounds, typed strictly, judged one question at a time."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from tfdr.errors import BadAnswer, TfdrError
from tfdr.messages import shown
from tfdr.questionnaire import questions
from tfdr.questionnaire.answers import Given, as_text, from_file, from_flags, resolve
from tfdr.questionnaire.values import MAX_BYTES

from tests.support import V1

BASE = {"name": "shop", "owner": "me"}


@pytest.fixture(scope="module")
def questionnaire() -> questions.Questionnaire:
    return questions.load(V1)


def settle(questionnaire: questions.Questionnaire, **answers: Any) -> dict[str, Any]:
    return resolve(questionnaire, [Given("a file", BASE | answers)]).settled


def test_defaults_are_computed_from_earlier_answers(questionnaire: questions.Questionnaire) -> None:
    assert settle(questionnaire, zone="existing") == {
        "name": "shop",
        "owner": "me",
        "size": 3,
        "colour": "red",
        "tags": ["shop"],
        "places": ["here"],
        "fast": False,
        "zone": "existing",
        "zone_name": "shop.zone",
    }


def test_only_what_was_given_is_passed_on(questionnaire: questions.Questionnaire) -> None:
    answers = resolve(questionnaire, [Given("a file", BASE)])

    assert answers.given == BASE


def test_several_choices_keep_the_order_in_which_they_are_offered(
    questionnaire: questions.Questionnaire,
) -> None:
    assert settle(questionnaire, places=["there", "here"])["places"] == ["here", "there"]


@pytest.mark.parametrize(
    ("flag", "value"),
    [
        ("size=7", 7),
        ("size= 7 ", 7),
        ("tags=[a, b]", ["a", "b"]),
        ("tags=[]", []),
        ("places=[there]", ["there"]),
        ("fast=yes", True),
        ("fast=false", False),
        ("owner=0123", "0123"),
        ("owner=no", "no"),
        ("owner=a=b", "a=b"),
    ],
)
def test_flags_are_parsed_by_the_type_of_the_question(
    questionnaire: questions.Questionnaire, flag: str, value: Any
) -> None:
    answers = resolve(questionnaire, [from_flags([flag]), Given("a file", BASE)])

    assert answers.settled[flag.partition("=")[0]] == value


@pytest.mark.parametrize(
    ("name", "value", "fragment"),
    [
        ("size", True, "must be a whole number, not the truth value True"),
        ("size", "7", 'must be a whole number, not the text "7"'),
        ("size", 7.0, "must be a whole number, not the number 7.0"),
        ("size", None, "must be a whole number, not empty"),
        ("size", [7], "must be a whole number, not the list [7]"),
        ("size", 11, "cannot be 11: give at most 10"),
        ("owner", 123, "must be text, not the number 123: give text, quoted"),
        ("owner", False, "must be text, not the truth value False"),
        ("owner", ["a"], "must be text, not the list"),
        ("owner", {"a": 1}, "must be text, not the mapping"),
        ("owner", None, "must be text, not empty"),
        ("fast", "true", "must be true or false"),
        ("fast", 1, "must be true or false, not the number 1"),
        ("colour", "green", 'cannot be "green": give one of red, blue'),
        ("colour", "RED", 'cannot be "RED"'),
        ("tags", "a", "must be a list"),
        ("tags", "\"'a'\"", "is quoted twice"),
        ("places", "here", 'must be a list, not "here"'),
        ("places", ["nowhere"], 'cannot hold "nowhere"'),
        ("places", ["here", "here"], 'has "here" twice'),
        ("places", [["here"]], "cannot hold ['here']"),
        ("zone_name", "x", "does not apply here (only when zone == 'existing')"),
        ("loud_name", "x", "is computed by the template"),
        ("sizes", [], "is computed by the template"),
        ("colr", "red", "did you mean colour?"),
        ("zzzzzz", 1, "is not an answer of this template: there are name, owner"),
        ("_tasks", ["x"], "is not an answer of this template"),
        ("now", "x", "is not an answer of this template"),
        ("name", "Bad Name", "give a short lower-case name"),
    ],
)
def test_a_bad_value_in_a_file(
    questionnaire: questions.Questionnaire, name: str, value: Any, fragment: str
) -> None:
    with pytest.raises(BadAnswer) as refused:
        settle(questionnaire, **{name: value})

    assert refused.value.answer == name
    assert fragment in refused.value.fault


@pytest.mark.parametrize(
    ("flag", "fragment"),
    [
        ("size=seven", "must be a whole number"),
        ("size=1_0", "must be a whole number"),
        ("size=\u0667", "must be a whole number"),
        ("size=" + "9" * 5000, "must be a whole number"),
        ("size=", "must be a whole number"),
        ("size=7.0", "must be a whole number"),
        ("fast=maybe", "must be true or false"),
        ("tags=[a", "is not YAML"),
        ("tags=[*a]", "has an anchor or an alias"),
        ("tags=[&a b, *a]", "has an anchor or an alias"),
        ("tags=!!python/name:os.system", "has the tag"),
        ("tags=" + "[" * 9 + "]" * 9, "nests deeper than 8"),
        ("tags=" + "[" * 30000, "nests deeper than 8"),
        ("tags=[" + "9" * 5000 + "]", "is not YAML that can be read"),
        ("tags=2024-02-31", "is not YAML that can be read"),
        ("tags={a: 1, a: 2}", 'has "a" twice'),
        ("owner=\udcff", "is not UTF-8"),
        ("owner=" + "x" * (MAX_BYTES + 1), "is larger than 64 KiB"),
    ],
    ids=lambda text: text[:20].encode("ascii", "backslashreplace").decode(),
)
def test_a_bad_flag(questionnaire: questions.Questionnaire, flag: str, fragment: str) -> None:
    with pytest.raises(BadAnswer) as refused:
        resolve(questionnaire, [from_flags([flag]), Given("a file", BASE)])

    assert refused.value.answer == flag.partition("=")[0]
    assert fragment in refused.value.fault


@pytest.mark.parametrize("pair", ["owner", "", "=x", "  =x"])
def test_a_flag_that_is_no_pair(pair: str) -> None:
    with pytest.raises(TfdrError, match="is not KEY=VALUE"):
        from_flags([pair])


BOMB = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(9))


@pytest.mark.parametrize(
    ("content", "fragment"),
    [
        (b"name: [", "is not YAML: "),
        (b"name: a: b", "in line 1, column 8"),
        (b"- a\n- b\n", "is not a mapping of answers"),
        (b"just text", "is not a mapping of answers"),
        (b"42", "is not a mapping of answers"),
        (b"1: a", "1 is not the name of an answer"),
        (b"yes: a", "True is not the name of an answer"),
        (b"null: a", "None is not the name of an answer"),
        (b"? [a]\n: b", "is not YAML"),
        (b"name: a\nname: b", 'has "name" twice'),
        (b"name: a\n---\nname: b", "is not YAML"),
        (BOMB.encode(), "has an anchor or an alias"),
        (b"a: " + b"[" * 9 + b"]" * 9, "nests deeper than 8 levels"),
        (b"a: " + b"{a: " * 5000, "nests deeper than 8 levels"),
        (b"[" * 60000, "nests deeper than 8 levels"),
        (b"name: !!python/object/apply:os.system [touch pwned]", "has the tag"),
        (b"name: !include /etc/passwd", "has the tag"),
        (b"name: !!binary aGk=", "has the tag"),
        (b"x" * (MAX_BYTES + 1), "is larger than 64 KiB"),
        (b"name: \xff\xfe", "is not UTF-8"),
        ("name: shop".encode("utf-16"), "is not UTF-8"),
        (b"name: a\0b", "is not YAML"),
        (b"name: \x1b[31m", "is not YAML"),
        (b"size: " + b"9" * 5000, "is not YAML that can be read"),
        (b"owner: 2024-13-45", "is not YAML that can be read"),
    ],
    ids=range(25),
)
def test_a_bad_file(tmp_path: Path, content: bytes, fragment: str) -> None:
    path = tmp_path / "answers.yml"
    path.write_bytes(content)
    with pytest.raises(TfdrError) as refused:
        from_file(path)

    assert str(refused.value).startswith(f"{path}: ")
    assert fragment in str(refused.value)
    assert len(str(refused.value)) < 300
    assert str(refused.value).isprintable()


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(TfdrError, match="there is no such file"):
        from_file(tmp_path / "none.yml")
    with pytest.raises(TfdrError, match="cannot be read: Is a directory"):
        from_file(tmp_path)
    with pytest.raises(TfdrError, match="is not the name of a file"):
        from_file(Path("nul\0byte"))


def test_an_endless_file_is_not_read_to_its_end() -> None:
    with pytest.raises(TfdrError, match=r"is larger than 64 KiB|is not YAML"):
        from_file(Path("/dev/zero"))


@pytest.mark.parametrize("content", [b"", b"# nothing but this\n", "\ufeffname: shop".encode()])
def test_a_file_that_is_merely_unusual(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "answers.yml"
    path.write_bytes(content)

    assert from_file(path).answers in ({}, {"name": "shop"})


def test_answers_of_a_newer_template_say_so(questionnaire: questions.Questionnaire) -> None:
    given = Given("a file", BASE | {"_src_path": "x", "_commit": "v9", "shape": "round"})
    with pytest.raises(BadAnswer, match="newer version of the template wrote the file, upgrade"):
        resolve(questionnaire, [given])


def test_the_first_fault_in_the_order_of_the_questions_is_told(
    questionnaire: questions.Questionnaire,
) -> None:
    with pytest.raises(BadAnswer) as refused:
        settle(questionnaire, colour="green", size=11)

    assert refused.value.answer == "size"


def test_a_missing_answer_does_not_hide_others_that_are_missing(
    questionnaire: questions.Questionnaire,
) -> None:
    # The default of tags is computed from name, which is missing.
    with pytest.raises(BadAnswer) as refused:
        resolve(questionnaire, [])

    assert refused.value.answer == "name, owner"


@pytest.mark.parametrize(
    "value", ["plain", "7", 7, True, ["a", "b"], [1, 2], "a, b", "it's", "no"], ids=str
)
def test_an_answer_that_is_shown_can_be_typed_again(value: Any) -> None:
    text = as_text(value)

    assert (text if isinstance(value, str) else yaml.safe_load(text)) == value


def test_what_is_shown_of_an_answer_is_short_and_printable() -> None:
    for hostile in (
        "x" * 100_000,
        "\x1b[31mred",
        "a\nb",
        "\u202eevil",
        "\0",
        "\udcff",
        ["\n"] * 999,
    ):
        assert shown(hostile).isprintable()
        assert len(shown(hostile)) < 500


@pytest.mark.parametrize(
    "validator",
    [
        "{{ name | regex_search('(') }}",
        "{{ 1 / 0 }}",
        "{{ nothing }}",
        "{{ name.x.y }}",
        "{{ name + 1 }}",
    ],
)
def test_a_validator_that_stumbles_refuses_as_it_does_for_copier(
    tmp_path: Path, validator: str
) -> None:
    envops = "_envops: {undefined: jinja2.StrictUndefined}\n"
    (tmp_path / "copier.yml").write_text(f"{envops}name: {{type: str, validator: {validator!r}}}\n")
    broken = questions.load(tmp_path)
    with pytest.raises(BadAnswer, match='name: cannot be "shop": '):
        resolve(broken, [Given("a file", {"name": "shop"})])
