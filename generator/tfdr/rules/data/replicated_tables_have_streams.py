"""DAT05E: a table with replicas has a stream with both images."""

from collections.abc import Iterator

from tfdr.evaluate import System, all_of
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(
    id="DAT05E",
    title="A table with replicas has a stream with both images",
    severity=ERROR,
    why="Replication reads from the stream of the table. Without it, or with a stream that "
    "holds keys alone, AWS refuses the replica, and the standby has no table.",
    fix='Set stream_enabled = true and stream_view_type = "NEW_AND_OLD_IMAGES".',
    source="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_reqs_bestpractices.html",
    fails="""\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_dynamodb_table" "sessions" {
  provider         = aws.primary
  name             = "sessions"
  hash_key         = "id"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_dynamodb_table_replica" "sessions" {
  provider         = aws.dr
  global_table_arn = aws_dynamodb_table.sessions.arn
}
""",
    passes="""\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_dynamodb_table" "sessions" {
  provider         = aws.primary
  name             = "sessions"
  hash_key         = "id"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_dynamodb_table_replica" "sessions" {
  provider         = aws.dr
  global_table_arn = aws_dynamodb_table.sessions.arn
}
""",
)


def check(system: System) -> Iterator[Verdict]:
    """Each table that has a replica of its own, or blocks of them."""
    for table in system.resources("aws_dynamodb_table"):
        replicas = system.links(table, "aws_dynamodb_table_replica", "global_table_arn")
        if replicas.exist is True or table.blocks("replica"):
            path = "stream_view_type"
            holds = all_of(
                table.is_true("stream_enabled"), table.equals(path, "NEW_AND_OLD_IMAGES")
            )
            yield judge(table, holds, "is replicated, without a stream of both images", path)
