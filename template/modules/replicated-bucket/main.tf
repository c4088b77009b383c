module "bucket" {
  source = "../bucket"

  name                    = "${var.name}-${var.account_id}-${var.region}"
  region                  = var.region
  kms_key_arn             = var.kms_key_arn
  access_logs             = var.access_logs
  replication             = module.replication.settings
  lock_days               = var.lock_days
  noncurrent_version_days = var.noncurrent_version_days
  force_destroy           = var.force_destroy
}

module "replication" {
  source = "../replication"

  name          = var.name
  source_bucket = module.bucket.replication
  destinations  = var.peers
}

locals {
  # A rule is named after the role of the region that it copies to, in every region alike.
  arriving = {
    for role, peer in var.peers : role => {
      source_bucket      = peer.bucket
      destination_bucket = module.bucket.replication.bucket
      rule_id            = "to-${var.role}"
    }
  }
}

module "alarms" {
  source = "../replication-alarms"

  name                             = var.name
  leaving                          = module.replication.copies
  arriving                         = local.arriving
  recovery_point_objective_minutes = var.recovery_point_objective_minutes
  alarm_topic_arn                  = var.alarm_topic_arn
}
