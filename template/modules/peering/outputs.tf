output "requests" {
  description = "Connections that this region asks for, by role of who is asked."
  value       = { for role, connection in aws_vpc_peering_connection.this : role => connection.id }
}

output "acceptances" {
  description = "Connections that this region has accepted and that are active, by role of who asked."
  value       = { for role, accepter in aws_vpc_peering_connection_accepter.this : role => accepter.id }
}
