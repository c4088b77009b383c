# CloudTrail says here what it has put into the bucket. Nobody has to read that: what counts is that it comes.
resource "aws_sns_topic" "deliveries" {
  name              = local.deliveries
  kms_master_key_id = aws_kms_key.this.arn
}

resource "aws_sns_topic_policy" "deliveries" {
  arn = aws_sns_topic.deliveries.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TrailTells"
      Effect    = "Allow"
      Action    = "sns:Publish"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Resource  = aws_sns_topic.deliveries.arn
      Condition = {
        StringEquals = { "aws:SourceArn" = local.trail_arn }
      }
    }]
  })
}

# The log group is fed in another way, and goes on when the bucket or its key refuses.
resource "aws_cloudwatch_metric_alarm" "undelivered" {
  alarm_name          = "${local.trail}-undelivered"
  alarm_description   = "The audit trail has put nothing into ${local.bucket} for three hours: its policy, its key or the trail is not as it was."
  namespace           = "AWS/SNS"
  metric_name         = "NumberOfMessagesPublished"
  dimensions          = { TopicName = aws_sns_topic.deliveries.name }
  statistic           = "Sum"
  period              = 3600
  evaluation_periods  = 3
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}
