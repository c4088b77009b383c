output "rule_ids" {
  description = "Ids of the replication rules by role of the destination."
  value       = { for role in keys(var.destinations) : role => "to-${role}" }

  depends_on = [aws_s3_bucket_replication_configuration.this]
}
