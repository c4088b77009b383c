# What the CIS AWS Foundations Benchmark has watched in the records of the trail, and what protects them.
resource "aws_cloudwatch_log_metric_filter" "this" {
  for_each = local.watched

  name           = "${var.name}-audit-${each.key}"
  log_group_name = var.log_group_name
  pattern        = each.value.pattern

  metric_transformation {
    namespace = var.name
    name      = "audit-${each.key}"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.watched

  alarm_name          = "${var.name}-audit-${each.key}"
  alarm_description   = "${each.value.title}. ${var.log_group_name} says who did it, and from where."
  namespace           = aws_cloudwatch_log_metric_filter.this[each.key].metric_transformation[0].namespace
  metric_name         = aws_cloudwatch_log_metric_filter.this[each.key].metric_transformation[0].name
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = each.value.threshold
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}
