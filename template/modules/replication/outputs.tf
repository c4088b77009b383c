output "settings" {
  description = "Who copies the objects, and where to: what the source bucket's module takes as `replication`."
  value = {
    role_arn     = aws_iam_role.this.arn
    destinations = var.destinations
  }
}

output "copies" {
  description = "Which bucket is copied to which by which rule, by role of the destination, for alarms and dashboards."
  value = {
    for role, destination in var.destinations : role => {
      source_bucket      = var.source_bucket.bucket
      destination_bucket = destination.bucket
      rule_id            = "to-${role}"
    }
  }
}
