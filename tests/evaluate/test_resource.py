"""Resources: their instances, blocks, policies, and what went into them."""

from pathlib import Path

from tests.evaluate.ground import GROUND, by_address, shown, system


def test_instances_have_keys_names_and_regions(tmp_path: Path) -> None:
    ground = system(tmp_path, main=GROUND)
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
