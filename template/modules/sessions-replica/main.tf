# Keys, index and time to live come with the table. What a replica has of its own is set here.
resource "aws_dynamodb_table_replica" "this" {
  global_table_arn            = var.global_table_arn
  kms_key_arn                 = var.kms_key_arn
  point_in_time_recovery      = true
  deletion_protection_enabled = var.deletion_protection
}
