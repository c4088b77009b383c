output "dns_name" {
  description = "Name that AWS gave the load balancer."
  value       = aws_lb.this.dns_name
}

output "zone_id" {
  description = "Hosted zone of that name, for alias records."
  value       = aws_lb.this.zone_id
}

output "arn_suffix" {
  description = "How metrics name the load balancer."
  value       = aws_lb.this.arn_suffix
}

output "security_group_id" {
  description = "Security group of the load balancer."
  value       = aws_security_group.this.id
}

# A service can be attached only to a target group that a listener forwards to.
output "target_group_arn" {
  description = "ARN of the target group, once the listener forwards to it."
  value       = aws_lb_target_group.this.arn

  depends_on = [aws_lb_listener.https]
}
