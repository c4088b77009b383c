"""DAT05D: a table's tags reach its replicas, and sessions expire."""

from collections.abc import Iterator

from tfdr.evaluate import Resource, System, all_of
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(
    id="DAT05D",
    title="A table's tags reach its replicas, and sessions expire",
    severity=WARNING,
    why="A replica without tags is missed by backups, budgets and permissions that go by tags. "
    "Sessions that never expire pile up in every region and outlive the logins that they stand "
    "for.",
    fix="Set propagate_tags = true in each replica block, and ttl with an attribute on tables of "
    "sessions.",
    source="https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dynamodb_table",
    fails="""\
resource "aws_dynamodb_table" "sessions" {
  name     = "sessions"
  hash_key = "id"

  replica {
    region_name = "eu-central-1"
  }
}
""",
    passes="""\
resource "aws_dynamodb_table" "sessions" {
  name     = "sessions"
  hash_key = "id"

  ttl {
    enabled        = true
    attribute_name = "expires_at"
  }

  replica {
    region_name    = "eu-central-1"
    propagate_tags = true
  }
}
""",
    is_local=True,
)


def check(system: System) -> Iterator[Verdict]:
    """Each replica block, and each table that is named for sessions."""
    for table in system.resources("aws_dynamodb_table"):
        for replica in table.blocks("replica"):
            holds = replica.is_true("propagate_tags")
            message = f"its replica in {replica.text('region_name') or 'a region'} gets no tags"
            yield judge(replica, holds, message, "propagate_tags", unknown=replica.why)
        if _is_of_sessions(table):
            holds = all_of(table.is_true("ttl.enabled"), table.has("ttl.attribute_name"))
            yield judge(table, holds, "keeps sessions for ever", "ttl")


def _is_of_sessions(table: Resource) -> bool:
    name = table.get("name")
    return "session" in f"{table.address} {name}".lower()
