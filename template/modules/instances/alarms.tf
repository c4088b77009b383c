resource "aws_cloudwatch_metric_alarm" "cpu" {
  alarm_name          = "${var.name}-instances-cpu"
  alarm_description   = "Instances of the ${var.role} region are out of processor time though the group scales out."
  namespace           = "AWS/EC2"
  metric_name         = "CPUUtilization"
  dimensions          = { AutoScalingGroupName = aws_autoscaling_group.this.name }
  statistic           = "Average"
  period              = 60
  evaluation_periods  = 10
  comparison_operator = "GreaterThanThreshold"
  threshold           = 90
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}

# A group counts its instances whether there are any or not: silence is a fault of its own.
resource "aws_cloudwatch_metric_alarm" "missing_instances" {
  alarm_name          = "${var.name}-missing-instances"
  alarm_description   = "The ${var.role} region runs fewer instances than it should."
  evaluation_periods  = 10
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "breaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]

  metric_query {
    id          = "missing"
    label       = "Instances missing"
    expression  = "desired - in_service"
    return_data = true
  }

  metric_query {
    id = "desired"

    metric {
      namespace   = "AWS/AutoScaling"
      metric_name = "GroupDesiredCapacity"
      dimensions  = { AutoScalingGroupName = aws_autoscaling_group.this.name }
      stat        = "Average"
      period      = 60
    }
  }

  metric_query {
    id = "in_service"

    metric {
      namespace   = "AWS/AutoScaling"
      metric_name = "GroupInServiceInstances"
      dimensions  = { AutoScalingGroupName = aws_autoscaling_group.this.name }
      stat        = "Average"
      period      = 60
    }
  }
}
