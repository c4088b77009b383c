# Published in the region of a secondary, and only there. Every region has the alarm, because
# a failover swaps the parts; where the writer is, there is no data.
resource "aws_cloudwatch_metric_alarm" "replication_lag" {
  alarm_name          = "${var.name}-replication-lag"
  alarm_description   = "The ${var.role} database is behind the writer by more than the recovery point objective: a failover now would lose more than was agreed."
  namespace           = "AWS/RDS"
  metric_name         = "AuroraGlobalDBRPOLag"
  dimensions          = { DBClusterIdentifier = var.database_cluster_identifier }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.recovery_point_objective_minutes * 60 * 1000
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.topic_arn]
  ok_actions          = [var.topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "database_cpu" {
  alarm_name          = "${var.name}-database-cpu"
  alarm_description   = "The ${var.role} database has had little processor time to spare for 15 minutes."
  namespace           = "AWS/RDS"
  metric_name         = "CPUUtilization"
  dimensions          = { DBClusterIdentifier = var.database_cluster_identifier }
  statistic           = "Average"
  period              = 300
  evaluation_periods  = 3
  comparison_operator = "GreaterThanThreshold"
  threshold           = 85
  treat_missing_data  = "breaching"
  alarm_actions       = [var.topic_arn]
  ok_actions          = [var.topic_arn]
}
