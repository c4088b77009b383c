# The service is told of it by this module, so that no task starts before it is let in.
output "port" {
  description = "Port on which the service reaches the database of its region, once both let it."
  value       = var.port

  depends_on = [
    aws_vpc_security_group_egress_rule.own,
    aws_vpc_security_group_ingress_rule.own,
  ]
}
