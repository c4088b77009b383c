output "health_check_ids" {
  description = "Health check of each region's endpoint, by role."
  value       = { for role, check in aws_route53_health_check.endpoint : role => check.id }
}

output "certificate_validation_fqdn" {
  description = "Name of the record that proves to ACM that the service's name is ours."
  value       = aws_route53_record.certificate_validation.fqdn
}
