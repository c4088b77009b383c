locals {
  identifier = "${var.name}-${var.role}"
}

resource "aws_db_subnet_group" "this" {
  name        = local.identifier
  description = "Private subnets of ${local.identifier}"
  subnet_ids  = var.subnet_ids
}

resource "aws_security_group" "this" {
  name        = "${var.name}-database"
  description = "Database"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-database" }
}

resource "aws_rds_cluster_parameter_group" "this" {
  name        = local.identifier
  description = "Refuses connections without TLS"
  family      = var.parameter_group_family

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  parameter {
    name  = "log_connections"
    value = "1"
  }

  parameter {
    name  = "log_disconnections"
    value = "1"
  }
}

resource "aws_db_parameter_group" "this" {
  name        = local.identifier
  description = "Logs statements that take a second or longer"
  family      = var.parameter_group_family

  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }
}

# Made before the cluster, which would otherwise create it without retention and key.
resource "aws_cloudwatch_log_group" "postgresql" {
  name              = "/aws/rds/cluster/${local.identifier}/postgresql"
  kms_key_id        = var.log_kms_key_arn
  retention_in_days = var.log_retention_days
}

resource "aws_rds_cluster" "this" {
  cluster_identifier        = local.identifier
  global_cluster_identifier = var.global_cluster_identifier
  engine                    = var.engine
  engine_version            = var.engine_version

  # A secondary takes these from the primary.
  database_name              = var.writer == null ? null : var.writer.database_name
  master_username            = var.writer == null ? null : var.writer.master_username
  master_password_wo         = var.master_password
  master_password_wo_version = var.writer == null ? null : 1

  storage_encrypted = true
  kms_key_id        = var.kms_key_arn

  db_subnet_group_name                = aws_db_subnet_group.this.name
  vpc_security_group_ids              = [aws_security_group.this.id]
  db_cluster_parameter_group_name     = aws_rds_cluster_parameter_group.this.name
  iam_database_authentication_enabled = true

  backup_retention_period      = var.backup_retention_days
  preferred_backup_window      = "03:00-04:00"
  preferred_maintenance_window = "sun:04:30-sun:05:30"
  copy_tags_to_snapshot        = true

  enabled_cloudwatch_logs_exports = ["postgresql"]

  deletion_protection       = var.deletion_protection
  skip_final_snapshot       = !var.deletion_protection
  final_snapshot_identifier = "${local.identifier}-final"

  # The global cluster upgrades its members, and decides which of them replicates from which.
  lifecycle {
    ignore_changes = [
      engine_version,
      replication_source_identifier,
    ]
  }

  depends_on = [aws_cloudwatch_log_group.postgresql]
}

resource "aws_iam_role" "monitoring" {
  name        = "${local.identifier}-rds-monitoring"
  description = "Lets RDS publish the metrics of the operating system"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "monitoring.rds.amazonaws.com" }
      Condition = {
        StringEquals = { "aws:SourceAccount" = var.account_id }
      }
    }]
  })
}

data "aws_partition" "current" {}

resource "aws_iam_role_policy_attachment" "monitoring" {
  role       = aws_iam_role.monitoring.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

resource "aws_rds_cluster_instance" "this" {
  count = var.instance_count

  identifier              = "${local.identifier}-${count.index + 1}"
  cluster_identifier      = aws_rds_cluster.this.id
  engine                  = aws_rds_cluster.this.engine
  engine_version          = aws_rds_cluster.this.engine_version
  instance_class          = var.instance_class
  db_subnet_group_name    = aws_db_subnet_group.this.name
  db_parameter_group_name = aws_db_parameter_group.this.name

  monitoring_interval = 60
  monitoring_role_arn = aws_iam_role.monitoring.arn

  performance_insights_enabled          = true
  performance_insights_kms_key_id       = var.kms_key_arn
  performance_insights_retention_period = 7

  # All members of a global cluster have to stay on one version.
  auto_minor_version_upgrade = false

  copy_tags_to_snapshot = true

  tags = { Name = "${local.identifier}-${count.index + 1}" }

  lifecycle {
    ignore_changes = [engine_version]
  }

  depends_on = [aws_iam_role_policy_attachment.monitoring]
}
