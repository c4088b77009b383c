# S3 reports failures where objects leave, and delays where they arrive.
resource "aws_cloudwatch_metric_alarm" "replication_failures" {
  for_each = var.outgoing_replication

  alarm_name        = "${var.name}-replication-failures-to-${each.key}"
  alarm_description = "Objects of ${var.bucket} could not be copied to ${each.value.bucket}."
  namespace         = "AWS/S3"
  metric_name       = "OperationsFailedReplication"
  dimensions = {
    SourceBucket      = var.bucket
    DestinationBucket = each.value.bucket
    RuleId            = each.value.rule_id
  }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.topic_arn]
  ok_actions          = [var.topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "replication_latency" {
  for_each = var.incoming_replication

  alarm_name        = "${var.name}-replication-latency-from-${each.key}"
  alarm_description = "Copies from ${each.value.bucket} arrive later than the 15 minutes that Replication Time Control is for."
  namespace         = "AWS/S3"
  metric_name       = "ReplicationLatency"
  dimensions = {
    SourceBucket      = each.value.bucket
    DestinationBucket = var.bucket
    RuleId            = each.value.rule_id
  }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 900
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.topic_arn]
  ok_actions          = [var.topic_arn]
}
