# DynamoDB reports the delay where an item was written, for each region that it goes to. So each
# region watches what leaves it, and after a failover the new primary's alarms are the ones with
# data. Nothing is reported while nothing is written.
resource "aws_cloudwatch_metric_alarm" "replication_latency" {
  for_each = var.peer_regions

  alarm_name        = "${var.name}-sessions-replication-latency-to-${each.key}"
  alarm_description = "Sessions written in ${var.role} reach ${each.key} later than the recovery point objective: a failover now would log out more users than was agreed."
  namespace         = "AWS/DynamoDB"
  metric_name       = "ReplicationLatency"
  dimensions = {
    TableName       = var.table_name
    ReceivingRegion = each.value
  }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.recovery_point_objective_minutes * 60 * 1000
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}

locals {
  # DynamoDB counts what it throttles by table and by index, without a sum of both.
  throttle_metrics = {
    table_reads  = { metric = "ReadThrottleEvents", index = {} }
    table_writes = { metric = "WriteThrottleEvents", index = {} }
    index_reads  = { metric = "ReadThrottleEvents", index = { GlobalSecondaryIndexName = var.user_index } }
    index_writes = { metric = "WriteThrottleEvents", index = { GlobalSecondaryIndexName = var.user_index } }
  }

  # And its own errors by operation only: an alarm on the table alone would never see any. These
  # are what the application may do.
  operations = [
    "DeleteItem",
    "GetItem",
    "PutItem",
    "Query",
    "UpdateItem",
  ]
}

resource "aws_cloudwatch_metric_alarm" "throttled" {
  alarm_name          = "${var.name}-sessions-throttled"
  alarm_description   = "DynamoDB has refused reads or writes of the sessions in ${var.role} for three minutes: users wait, or have to log in again."
  evaluation_periods  = 3
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]

  metric_query {
    id          = "throttled"
    expression  = "SUM(METRICS())"
    label       = "Refused reads and writes"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = local.throttle_metrics

    content {
      id = metric_query.key

      metric {
        namespace   = "AWS/DynamoDB"
        metric_name = metric_query.value.metric
        dimensions  = merge({ TableName = var.table_name }, metric_query.value.index)
        stat        = "Sum"
        period      = 60
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "system_errors" {
  alarm_name          = "${var.name}-sessions-system-errors"
  alarm_description   = "DynamoDB itself has failed requests for sessions in ${var.role} for three minutes: look at the region's health before anything else."
  evaluation_periods  = 3
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]

  metric_query {
    id          = "errors"
    expression  = "SUM(METRICS())"
    label       = "Failed requests"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = local.operations

    content {
      id = lower(metric_query.value)

      metric {
        namespace   = "AWS/DynamoDB"
        metric_name = "SystemErrors"
        dimensions = {
          TableName = var.table_name
          Operation = metric_query.value
        }
        stat   = "Sum"
        period = 60
      }
    }
  }
}
