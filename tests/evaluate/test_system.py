"""All that a root makes, through its modules: who points at whom, and what that depends on."""

from pathlib import Path

from tests.evaluate.ground import shown, system

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


def test_the_backend_is_known_with_the_files_that_complete_it(tmp_path: Path) -> None:
    main = 'terraform {\n  backend "s3" {\n    key = "k"\n  }\n}\n'
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "a.tfbackend").write_text('region = "eu-west-1"\n')
    found = system(tmp_path, main=main).backends()
    assert [(each.type, each.text("key"), each.text("region")) for each in found] == [
        ("s3", "k", None),
        ("s3", None, "eu-west-1"),
    ]
