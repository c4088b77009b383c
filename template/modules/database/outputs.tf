output "cluster_identifier" {
  description = "Identifier of the cluster."
  value       = aws_rds_cluster.this.cluster_identifier
}

output "cluster_arn" {
  description = "ARN of the cluster."
  value       = aws_rds_cluster.this.arn
}

output "endpoint" {
  description = "Name that leads to the writer while this cluster is the primary one."
  value       = aws_rds_cluster.this.endpoint
}

output "reader_endpoint" {
  description = "Name that leads to the readers."
  value       = aws_rds_cluster.this.reader_endpoint
}

output "port" {
  description = "Port that the database listens on."
  value       = aws_rds_cluster.this.port
}

output "security_group_id" {
  description = "Security group of the database."
  value       = aws_security_group.this.id
}

output "resource_id" {
  description = "Id of the cluster in the ARNs of database users."
  value       = aws_rds_cluster.this.cluster_resource_id
}

# Waits for the instances: a proxy finds no target before there is one.
output "proxy_target" {
  description = "Identifier of the cluster, once it has instances."
  value       = aws_rds_cluster.this.cluster_identifier

  depends_on = [aws_rds_cluster_instance.this]
}

# A secondary can join only once the primary has an instance. Were its whole module to wait for the
# primary's, every change there would make its data sources unknown, and replace what reads them.
output "global_cluster_identifier" {
  description = "Global cluster of this cluster, once it has instances."
  value       = var.global_cluster_identifier

  depends_on = [aws_rds_cluster_instance.this]
}
