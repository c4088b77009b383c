# One region creates the table, and each of the others adds a replica of its own to it.
module "sessions" {
  source = "../sessions"
  count  = var.sessions_table == null ? 1 : 0

  name                = var.name
  kms_key_arn         = module.encryption.data_key_arn
  deletion_protection = var.deletion_protection
}

module "sessions_replica" {
  source = "../sessions-replica"
  count  = var.sessions_table == null ? 0 : 1

  global_table_arn    = var.sessions_table.arn
  kms_key_arn         = module.encryption.data_key_arn
  deletion_protection = var.deletion_protection
}

locals {
  sessions_table     = var.sessions_table == null ? module.sessions[0].table : var.sessions_table
  sessions_table_arn = var.sessions_table == null ? module.sessions[0].table.arn : module.sessions_replica[0].table_arn
}

module "sessions_alarms" {
  source = "../sessions-alarms"

  name                             = var.name
  role                             = var.role
  table_name                       = local.sessions_table.name
  user_index                       = local.sessions_table.user_index
  peer_regions                     = local.peer_regions
  recovery_point_objective_minutes = var.recovery_point_objective_minutes
  alarm_topic_arn                  = module.alerts.topic_arn
}
