output "endpoint" {
  description = "Name under which applications of this region reach the writer."
  value       = aws_db_proxy.this.endpoint
}

output "read_only_endpoint" {
  description = "Name under which applications of this region reach the readers."
  value       = aws_db_proxy_endpoint.read_only.endpoint
}

output "security_group_id" {
  description = "Security group of the proxy."
  value       = aws_security_group.this.id
}

# The last part of the proxy's own ARN, prx-..., is how IAM names it for rds-db:connect.
output "resource_id" {
  description = "Id of the proxy in the ARNs of database users."
  value       = element(split(":", aws_db_proxy.this.arn), 6)
}
