# Known once alarms may publish to it.
output "topic_arn" {
  description = "ARN of the topic, for alarm actions."
  value       = aws_sns_topic.this.arn

  depends_on = [aws_sns_topic_policy.this]
}
