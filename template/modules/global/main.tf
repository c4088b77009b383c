module "operations_key" {
  source = "../operations-key"

  name                 = var.name
  account_id           = var.account_id
  role                 = "global"
  region               = var.region
  deletion_window_days = var.deletion_window_days
}

module "alerts" {
  source = "../alerts"

  name         = "${var.name}-endpoint-alerts"
  account_id   = var.account_id
  region       = var.region
  alarm_prefix = "${var.name}-endpoint-"
  emails       = var.emails
  urls         = var.urls
  kms_key_arn  = module.operations_key.arn
}

resource "aws_cloudwatch_metric_alarm" "endpoint" {
  for_each = var.health_check_ids

  alarm_name          = "${var.name}-endpoint-${each.key}"
  alarm_description   = "${each.key}.${var.domain_name} does not answer from outside, or Route 53 has sent no metrics: then these alarms are on for all regions at once. docs/runbooks/decide.md says how to decide."
  namespace           = "AWS/Route53"
  metric_name         = "HealthCheckStatus"
  dimensions          = { HealthCheckId = each.value }
  statistic           = "Minimum"
  period              = 60
  evaluation_periods  = 2
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching"
  alarm_actions       = [module.alerts.topic_arn]
  ok_actions          = [module.alerts.topic_arn]
}
