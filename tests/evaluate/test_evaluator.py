"""Expressions: what they are worth, as far as that is known without a plan."""

import pytest
from tfdr.evaluate import (
    Fields,
    Ref,
    Rest,
    System,
    Text,
    Unknown,
    Value,
    plain,
    same,
)

from tests.evaluate.ground import GROUND, shown, system

CASES: dict[str, object] = {
    # Literals, operators, conditionals
    "1 + 2 * 3": 7,
    "-(7 - 2) % 3": -2,
    "7 / 2": 3.5,
    "!true || 1 < 2 && 2 >= 2": True,
    '1 == "1"': True,
    "null == null": True,
    '"a" != "b"': True,
    "var.unknown == 1": "? var.unknown",
    "var.unknown && false": False,
    "true || var.unknown": True,
    "true ? 1 : var.unknown": 1,
    "var.unknown ? 1 : 1": 1,
    "var.unknown ? 1 : 2": "? var.unknown",
    "var.unknown ? [1] : []": ["rest"],
    "aws_kms_key.one.arn == null ? 1 : 2": 2,
    # Variables, and references
    "var.dr_region": "eu-central-1",
    "var.number": 7,
    "var.given": {"name": "n", "size": 3, "tags": {}},
    "var.given.size": 3,
    "var.unknown.inside": "? var.unknown.inside",
    'local.map["two"]': 2,
    "local.map.three": "? ",
    "local.list[1]": "a",
    "local.list[5]": "? ",
    "local.gone": "? local.gone",
    "aws_kms_key.one.arn": "-> aws_kms_key.one.arn",
    "aws_kms_key.one": "-> aws_kms_key.one",
    "aws_kms_key.one.description": "-> aws_kms_key.one.description",
    'aws_sqs_queue.each["a"].url': '-> aws_sqs_queue.each["a"].url',
    "[for q in aws_sqs_queue.each : q.arn]": [
        '-> aws_sqs_queue.each["a"].arn',
        '-> aws_sqs_queue.each["b"].arn',
    ],
    "values(aws_sqs_queue.each)[*].arn": [
        '-> aws_sqs_queue.each["a"].arn',
        '-> aws_sqs_queue.each["b"].arn',
    ],
    "aws_sns_topic.counted[1].arn": "-> aws_sns_topic.counted[1].arn",
    "aws_sns_topic.counted[*].arn": [
        "-> aws_sns_topic.counted[0].arn",
        "-> aws_sns_topic.counted[1].arn",
    ],
    "aws_vpc.some[0].id": "-> aws_vpc.some[*].id",
    "aws_vpc.some[*].id": ["-> aws_vpc.some[*].id", "rest"],
    "one(aws_vpc.some[*].id)": "-> aws_vpc.some[*].id",
    "data.aws_region.here.region": "-> data.aws_region.here.region",
    # Templates
    '"${local.list[0]}-${1 + 1}"': "b-2",
    '"x-${var.unknown}"': "x-${}",
    '"${aws_kms_key.one.arn}/*"': "${aws_kms_key.one.arn}/*",
    '"${data.aws_partition.here.partition}:${data.aws_region.here.region}"': "aws:eu-west-1",
    '"%{ if true }a%{ else }b%{ endif }"': "a",
    '"%{ for k, v in local.map }${k}=${v};%{ endfor }"': "one=1;two=2;",
    "<<-EOT\n    a\n      ${local.list[0]}\n  EOT\n": "a\n  b\n",
    # Loops
    '[for k, v in local.map : "${k}${v}" if v > 1]': ["two2"],
    "{ for i, v in local.list : v => i }": {"b": 0, "a": 1},
    '{ for v in ["a", "b", "a"] : v => 1... }': {"a": [1, 1], "b": [1]},
    "[for v in var.unknown : v]": ["rest"],
    "{ for v in var.unknown : v => 1 }": {"...": "rest"},
    "[for v in local.list : v if var.unknown]": ["rest", "rest"],
    "local.list[*]": ["b", "a"],
    # Functions
    "merge(local.map, { one = 3 }, null)": {"one": 3, "two": 2},
    "merge(local.map, var.unknown)": {
        "one": "? var.unknown",
        "two": "? var.unknown",
        "...": "rest",
    },
    "merge({ a = 1 }, [local.map]...)": {"a": 1, "one": 1, "two": 2},
    "concat(local.list, var.unknown, [1])": ["b", "a", "rest", 1],
    "length(local.list)": 2,
    "length(var.unknown)": "? var.unknown",
    "length(concat(local.list, var.unknown))": "? var.unknown",
    'lookup(local.map, "three", 3)': 3,
    'lookup(var.unknown, "three", 3)': "? var.unknown",
    "try(local.map.three, local.list[9], 4)": 4,
    "try(var.unknown.a, 4)": "? var.unknown.a",
    "can(local.map.three)": False,
    'coalesce(null, "", aws_kms_key.one.arn)': "-> aws_kms_key.one.arn",
    "coalesce(var.unknown, 1)": "? var.unknown",
    "one([])": None,
    "toset(local.list)": ["b", "a"],
    "sort(local.list)": ["a", "b"],
    "flatten([[1, [2]], 3, var.unknown])": [1, 2, 3, "rest"],
    "distinct([1, 1, 2])": [1, 2],
    'compact(["", "a", null])': ["a"],
    'contains(local.list, "a")': True,
    'contains(concat(["a"], var.unknown), "a")': True,
    'contains(concat(["a"], var.unknown), "b")': "? var.unknown",
    "keys(local.map)": ["one", "two"],
    "zipmap(local.list, [1, 2])": {"b": 1, "a": 2},
    'join("-", local.list)': "b-a",
    'join("-", ["a", var.unknown])': "a-${}",
    'format("%s-%03d", "a", 7)': "a-007",
    'format("%s/*", aws_kms_key.one.arn)': "${aws_kms_key.one.arn}/*",
    'formatlist("%s!", local.list)': ["b!", "a!"],
    'replace("a-b", "-", "_")': "a_b",
    'replace("a1b2", "/[0-9]/", "")': "ab",
    'split(",", "a,b")': ["a", "b"],
    'regex("([a-z]+)-([0-9]+)", "ab-12")': ["ab", "12"],
    'cidrsubnet("10.0.0.0/16", 8, 2)': "10.0.2.0/24",
    'cidrsubnets("10.0.0.0/16", 4, 8)': ["10.0.0.0/20", "10.0.16.0/24"],
    'cidrhost("10.0.0.0/16", 5)': "10.0.0.5",
    'max(1, "3", 2)': 3,
    "floor(3.7) + ceil(3.2)": 7,
    "tostring(7)": "7",
    'tonumber("7")': 7,
    "setsubtract([1, 2], [2])": [1],
    "slice(local.list, 0, 1)": ["b"],
    "range(3)": [0, 1, 2],
    'setproduct([1, 2], ["a"])': [[1, "a"], [2, "a"]],
    "jsonencode({ a = [var.unknown] })": ("json", {"a": ["? var.unknown"]}),
    "jsondecode(jsonencode(local.map)).one": 1,
    'jsondecode("{\\"a\\": [1]}").a': [1],
    "timestamp()": "? timestamp()",
    "file()": "? ",
    "filesha256()": "? ",
    'templatefile("a")': "? ",
    "can()": "? ",
    "try()": "? ",
    "provider::aws::arn_parse(local.list[0])": "? ",
    'upper(join("", [for k, v in local.map : k]))': "ONETWO",
    "path.module": ".",
    "terraform.workspace": "? terraform.workspace",
}


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> System:
    root = tmp_path_factory.mktemp("ground")
    lines = [f"  x{at} = {text}" for at, text in enumerate(CASES)]
    return system(root, main=GROUND, cases="\n".join(["locals {", *lines, "}"]))


@pytest.mark.parametrize(("at", "text"), list(enumerate(CASES)), ids=CASES)
def test_an_expression_is_worth(ground: System, at: int, text: str) -> None:
    assert shown(ground.root.local(f"x{at}")) == CASES[text]


def test_a_reference_has_the_value_that_the_code_gives(ground: System) -> None:
    description = ground.root.local(f"x{list(CASES).index('aws_kms_key.one.description')}")
    arn = ground.root.local(f"x{list(CASES).index('aws_kms_key.one.arn')}")
    assert plain(description) == "key"
    assert isinstance(arn, Ref)
    assert plain(arn) is arn


@pytest.mark.parametrize(
    ("one", "other", "result"),
    [
        ("a", "a", True),
        (1, "1", True),
        (True, "true", True),
        ("a", None, False),
        ([1, 2], [1, 2], True),
        ([1], [1, 2], False),
        ([1, Rest()], [1], None),
        (Fields({"a": 1}), Fields({"a": 1}), True),
        (Fields({"a": 1}), Fields({"a": 2}), False),
        (Fields({}, Unknown()), Fields({"a": 2}), None),
        (Unknown("x"), Unknown("x"), None),
        (Unknown("x"), "a", None),
        (Text(("a-", Unknown())), "b-c", False),
        (Text(("a-", Unknown())), "a-c", None),
        (Text((Unknown(), "-a")), Text((Unknown(), "-b")), False),
    ],
)
def test_what_is_the_same(one: Value, other: Value, result: bool | None) -> None:
    assert same(one, other) is result
    assert same(other, one) is result
