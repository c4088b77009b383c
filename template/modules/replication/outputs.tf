output "copies" {
  description = "Which bucket is copied to which by which rule, by role of the destination, for alarms and dashboards."
  value = {
    for role, destination in var.destinations : role => {
      source_bucket      = var.source_bucket.bucket
      destination_bucket = destination.bucket
      rule_id            = "to-${role}"
    }
  }

  # Until then there is nothing to watch.
  depends_on = [aws_s3_bucket_replication_configuration.this]
}
