# Whoever covers tracks begins with the trail.
resource "aws_cloudwatch_log_metric_filter" "changed" {
  name           = "${local.trail}-changed"
  log_group_name = aws_cloudwatch_log_group.this.name
  pattern        = "{ ($.eventSource = \"cloudtrail.amazonaws.com\") && (($.eventName = \"StopLogging\") || ($.eventName = \"DeleteTrail\") || ($.eventName = \"UpdateTrail\") || ($.eventName = \"PutEventSelectors\")) }"

  metric_transformation {
    namespace = var.name
    name      = "TrailChanges"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "changed" {
  alarm_name          = "${local.trail}-changed"
  alarm_description   = "Somebody stopped, deleted or changed an audit trail of the account. ${local.log_group} says who."
  namespace           = aws_cloudwatch_log_metric_filter.changed.metric_transformation[0].namespace
  metric_name         = aws_cloudwatch_log_metric_filter.changed.metric_transformation[0].name
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}

# An account is never silent for long: services call APIs even where nobody else does.
resource "aws_cloudwatch_metric_alarm" "silent" {
  alarm_name          = "${local.trail}-silent"
  alarm_description   = "The audit trail has recorded nothing for three hours: it is stopped, or cannot deliver."
  namespace           = "AWS/Logs"
  metric_name         = "IncomingLogEvents"
  dimensions          = { LogGroupName = aws_cloudwatch_log_group.this.name }
  statistic           = "Sum"
  period              = 3600
  evaluation_periods  = 3
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}

module "replication_alarms" {
  source = "../replication-alarms"

  name            = local.trail
  leaving         = module.replication.copies
  alarm_topic_arn = var.alarm_topic_arn
}

module "copy_alarms" {
  source = "../replication-alarms"
  providers = {
    aws = aws.copy
  }

  name                             = local.trail
  arriving                         = { trail = module.replication.copies["copy"] }
  recovery_point_objective_minutes = 60
  alarm_topic_arn                  = var.copy_alarm_topic_arn
}
