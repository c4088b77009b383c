data "aws_partition" "current" {}

locals {
  partition = data.aws_partition.current.partition
  trail     = "${var.name}-trail"

  # Written out: the key, the bucket and the role are held to this trail before it exists.
  trail_arn = "arn:${local.partition}:cloudtrail:${var.region}:${var.account_id}:trail/${local.trail}"
}

# Who called which API of the account, in every region.
resource "aws_cloudtrail" "this" {
  # checkov:skip=CKV_AWS_252:alarms on the log group tell of what matters, not of every file that is delivered
  name                          = local.trail
  s3_bucket_name                = module.bucket.name
  kms_key_id                    = aws_kms_key.this.arn
  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true
  cloud_watch_logs_group_arn    = "${aws_cloudwatch_log_group.this.arn}:*"
  cloud_watch_logs_role_arn     = aws_iam_role.logs.arn

  # CloudTrail tries the role when the trail is made.
  depends_on = [aws_iam_role_policy.logs]
}
