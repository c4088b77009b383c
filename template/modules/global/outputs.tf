output "alert_topic_arn" {
  description = "Topic that alarms on the endpoints are published to."
  value       = module.alerts.topic_arn
}
