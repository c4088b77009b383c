"""Evaluation: what is known without a plan, what is not, and what refers to what."""

from pathlib import Path

import pytest
from tfdr import hcl
from tfdr.evaluate import (
    Fields,
    Json,
    Ref,
    Resource,
    Rest,
    System,
    Text,
    Unknown,
    Value,
    plain,
    same,
    sources,
)
from tfdr.project import Project

GROUND = """
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = var.dr_region
}

variable "dr_region" {
  default = "eu-central-1"
}

variable "given" {
  type = object({ name = string, size = optional(number, 3), tags = optional(map(string), {}) })
  default = { name = "n" }
}

variable "number" {
  type    = number
  default = "7"
}

variable "unknown" {}

locals {
  list = ["b", "a"]
  map  = { one = 1, two = 2 }
}

resource "aws_kms_key" "one" {
  provider    = aws.primary
  description = "key"
}

resource "aws_sqs_queue" "each" {
  for_each = { a = 1, b = 2 }
  provider = aws.dr
  name     = "q-${each.key}"
}

resource "aws_sns_topic" "counted" {
  count = 2
  name  = "t-${count.index}"
}

resource "aws_vpc" "some" {
  count      = var.unknown
  cidr_block = "10.0.0.0/8"
}

data "aws_region" "here" {
  provider = aws.primary
}

data "aws_partition" "here" {
  provider = aws.primary
}
"""


def system(root: Path, **files: str) -> System:
    for name, text in files.items():
        path = root / f"{name.replace('__', '/')}.tf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    project = Project(hcl.read_tree(root))
    assert not project.tree.errors
    return System(project, root)


def shown(value: Value) -> object:
    """A value as a test writes it down."""
    if isinstance(value, list):
        return [shown(each) for each in value]
    if isinstance(value, Fields):
        content = {key: shown(each) for key, each in value.items()}
        return {**content, "...": "rest"} if value.rest else content
    if isinstance(value, Rest):
        return "rest"
    if isinstance(value, Ref):
        return f"-> {value}"
    if isinstance(value, Unknown):
        return f"? {', '.join(map(str, sources(value)))}"
    if isinstance(value, Json):
        return ("json", shown(value.content))
    return str(value) if isinstance(value, Text) else value


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


def by_address(found: System) -> dict[str, Resource]:
    return {each.address: each for each in found.resources()}


def test_instances_have_keys_names_and_regions(ground: System) -> None:
    found = by_address(ground)
    assert set(found) == {
        "aws_kms_key.one",
        'aws_sqs_queue.each["a"]',
        'aws_sqs_queue.each["b"]',
        "aws_sns_topic.counted[0]",
        "aws_sns_topic.counted[1]",
        "aws_vpc.some[*]",
    }
    assert found['aws_sqs_queue.each["b"]'].text("name") == "q-b"
    assert found["aws_sns_topic.counted[1]"].text("name") == "t-1"
    assert str(found['aws_sqs_queue.each["b"]'].region) == "dr (eu-central-1)"
    assert found["aws_vpc.some[*]"].maybe
    assert [str(each) for each in ground.working_regions] == ["default"]


MODULES = {
    "main": """
variable "names" { default = ["a", "b"] }
provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}
module "several" {
  for_each  = toset(var.names)
  source    = "./m"
  providers = { aws = aws.dr }
  settings  = { name = each.key }
}
module "one" {
  source   = "./m"
  settings = { name = "z", size = 9 }
}
output "queues" {
  value = { for key, each in module.several : key => each.inner.arn }
}
resource "aws_sqs_queue_policy" "p" {
  for_each  = module.several
  queue_url = each.value.inner.url
}
""",
    "m__main": """
variable "settings" {
  type = object({ name = string, size = optional(number, 1) })
}
module "inner" {
  source = "../n"
  name   = "${var.settings.name}-${var.settings.size}"
}
output "inner" {
  value = module.inner.queue
}
""",
    "n__main": """
variable "name" {}
resource "aws_sqs_queue" "this" {
  name = var.name
}
output "queue" {
  value = aws_sqs_queue.this
}
""",
}


def test_modules_are_followed_with_their_arguments(tmp_path: Path) -> None:
    found = system(tmp_path, **MODULES)
    queues = {each.address: each for each in found.resources("aws_sqs_queue")}
    assert {address: each.text("name") for address, each in queues.items()} == {
        'module.several["a"].module.inner.aws_sqs_queue.this': "a-1",
        'module.several["b"].module.inner.aws_sqs_queue.this': "b-1",
        "module.one.module.inner.aws_sqs_queue.this": "z-9",
    }
    assert [str(each.region) for each in queues.values()] == [
        "dr (eu-central-1)",
        "dr (eu-central-1)",
        "default",
    ]
    assert shown(found.root.output("queues")) == {
        "a": '-> module.several["a"].module.inner.aws_sqs_queue.this.arn',
        "b": '-> module.several["b"].module.inner.aws_sqs_queue.this.arn',
    }


def test_who_points_at_whom_is_known_through_modules(tmp_path: Path) -> None:
    found = system(tmp_path, **MODULES)
    one, *_ = found.resources("aws_sqs_queue")
    links = found.links(one, "aws_sqs_queue_policy", "queue_url")
    assert [each.address for each in links] == ['aws_sqs_queue_policy.p["a"]']
    assert [(each.address, name) for each, name in found.users(one)] == [
        ('aws_sqs_queue_policy.p["a"]', "queue_url")
    ]
    assert found.resources("aws_sqs_queue_policy")[0].target("queue_url") is one


def test_what_went_into_a_value_is_known_without_it(tmp_path: Path) -> None:
    found = system(tmp_path, **MODULES)
    several, _, one = found.resources("aws_sqs_queue")
    assert several.inputs("name") == {"var.names"}
    assert one.inputs("name") == set()


def test_override_files_change_what_is_elsewhere(tmp_path: Path) -> None:
    main = 'resource "aws_sqs_queue" "a" {\n  name = "a"\n  delay_seconds = 1\n}\n'
    override = 'resource "aws_sqs_queue" "a" {\n  name = "b"\n}\n'
    (queue,) = system(tmp_path, main=main, a_override=override).resources()
    assert (queue.text("name"), queue.number("delay_seconds"), queue.line) == ("b", 1, 1)


BLOCKS = """
variable "unknown" {}
resource "aws_x" "a" {
  rule {
    size = 1
  }
  dynamic "rule" {
    for_each = { two = 2 }
    content {
      name = rule.key
      size = rule.value
    }
  }
  dynamic "rule" {
    for_each = var.unknown
    iterator = each
    content {
      size = each.value
    }
  }
  written = [{ size = 1 }, { size = 2, inner = { x = 1 } }]
  given   = var.unknown
}
"""


def test_blocks_are_found_however_they_are_written(tmp_path: Path) -> None:
    (resource,) = system(tmp_path, main=BLOCKS).resources()
    rules = resource.blocks("rule")
    assert [(shown(each.get("size")), each.maybe, each.line) for each in rules] == [
        (1, False, 4),
        (2, False, 9),
        ("? var.unknown", True, 17),
    ]
    assert rules[1].text("name") == "two"
    assert rules[2].why == ("var.unknown",)
    written = resource.blocks("written")
    assert [each.number("size") for each in written] == [1, 2]
    assert written[1].number("inner.x") == 1
    assert resource.get("rule.size") == 1
    assert [each.maybe for each in resource.blocks("given")] == [True]
    assert resource.has("rule") is True
    assert resource.has("given") is None
    assert resource.has("gone") is False


POLICY = """
variable "more" {}
variable "arn" {}
data "aws_iam_policy_document" "base" {
  statement {
    actions   = ["s3:Get*"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["logs.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = ["1"]
    }
  }
}
resource "aws_iam_policy" "document" {
  policy = data.aws_iam_policy_document.base.json
}
resource "aws_iam_policy" "text" {
  policy = <<-EOT
    {"Statement": [{"Effect": "Deny", "NotAction": "iam:*", "Resource": "${var.arn}/*"},
     {"Effect": "Allow", "Action": ${jsonencode(["s3:PutObject"])}, "Resource": ${var.arn}}]}
  EOT
}
resource "aws_iam_policy" "more" {
  policy = jsonencode({
    Statement = concat([{ Effect = "Allow", Action = "kms:Decrypt" }], var.more)
  })
}
resource "aws_iam_policy" "unknown" {
  policy = var.more
}
"""


def test_policies_are_read_however_they_are_written(tmp_path: Path) -> None:
    found = {each.name: each.policy("policy") for each in system(tmp_path, main=POLICY).resources()}
    (statement,) = found["document"].statements
    assert (statement.allows, statement.actions, statement.line) == (True, ["s3:Get*"], 5)
    assert statement.principals == [("Service", "logs.amazonaws.com")]
    assert statement.conditions == [("StringEquals", "aws:SourceAccount", ["1"])]
    assert found["document"].is_complete
    deny, _allow = found["text"].statements
    assert (deny.allows, deny.not_actions) == (False, ["iam:*"])
    assert shown(deny.resources) == ["${}/*"]
    assert deny.covers("s3:GetObject") is True
    assert deny.covers("iam:PassRole") is False
    assert found["more"].allows("kms:Decrypt") is True
    assert found["more"].allows("kms:Encrypt") is None
    assert found["more"].missing == ("var.more",)
    assert (found["unknown"].is_set, found["unknown"].statements) == (None, [])


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


def test_the_backend_is_known_with_the_files_that_complete_it(tmp_path: Path) -> None:
    main = 'terraform {\n  backend "s3" {\n    key = "k"\n  }\n}\n'
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "a.tfbackend").write_text('region = "eu-west-1"\n')
    found = system(tmp_path, main=main).backends()
    assert [(each.type, each.text("key"), each.text("region")) for each in found] == [
        ("s3", "k", None),
        ("s3", None, "eu-west-1"),
    ]
