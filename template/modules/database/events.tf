# What RDS says of the cluster itself: that a failover began, ended or failed, that the old writer was fenced
# or could not be, that the cluster failed or was stopped.
resource "aws_cloudwatch_event_rule" "cluster" {
  name        = "${local.identifier}-database-events"
  description = "Failovers, failures and notices of the database cluster"

  event_pattern = jsonencode({
    source      = ["aws.rds"]
    detail-type = ["RDS DB Cluster Event"]
    detail = {
      SourceArn       = [aws_rds_cluster.this.arn]
      EventCategories = ["failover", "failure", "global-failover", "notification"]
    }
  })
}

resource "aws_cloudwatch_event_target" "topic" {
  rule      = aws_cloudwatch_event_rule.cluster.name
  target_id = "topic"
  arn       = var.alarm_topic_arn

  # Without quotes around them, values that hold quotes of their own stay valid.
  input_transformer {
    input_paths = {
      what    = "$.detail-type"
      event   = "$.detail.EventID"
      cluster = "$.detail.SourceIdentifier"
      region  = "$.region"
      message = "$.detail.Message"
    }
    input_template = "{\"what\": <what>, \"event\": <event>, \"cluster\": <cluster>, \"region\": <region>, \"message\": <message>}"
  }
}
