# S3 reports failures where objects leave, and delays where they arrive.
resource "aws_cloudwatch_metric_alarm" "failures" {
  for_each = var.leaving

  alarm_name        = "${var.name}-replication-failures-to-${each.key}"
  alarm_description = "Objects of ${each.value.source_bucket} could not be copied to ${each.value.destination_bucket}."
  namespace         = "AWS/S3"
  metric_name       = "OperationsFailedReplication"
  dimensions = {
    SourceBucket      = each.value.source_bucket
    DestinationBucket = each.value.destination_bucket
    RuleId            = each.value.rule_id
  }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "latency" {
  for_each = var.arriving

  alarm_name        = "${var.name}-replication-latency-from-${each.key}"
  alarm_description = "Copies from ${each.value.source_bucket} arrive in ${each.value.destination_bucket} later than the ${var.recovery_point_objective_minutes} minutes of objects that may be lost."
  namespace         = "AWS/S3"
  metric_name       = "ReplicationLatency"
  dimensions = {
    SourceBucket      = each.value.source_bucket
    DestinationBucket = each.value.destination_bucket
    RuleId            = each.value.rule_id
  }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.recovery_point_objective_minutes * 60
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}
