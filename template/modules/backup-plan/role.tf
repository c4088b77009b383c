data "aws_partition" "current" {}

resource "aws_iam_role" "this" {
  name        = "${var.name}-${var.role}-backup"
  description = "Lets AWS Backup make, copy and restore backups"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "backup.amazonaws.com" }
    }]
  })
}

# AWS keeps these in step with what its backups need. Restoring is among them, so that the day it
# is needed no role has to be made first.
resource "aws_iam_role_policy_attachment" "this" {
  for_each = toset([
    "AWSBackupServiceRolePolicyForS3Backup",
    "AWSBackupServiceRolePolicyForS3Restore",
    "service-role/AWSBackupServiceRolePolicyForBackup",
    "service-role/AWSBackupServiceRolePolicyForRestores",
  ])

  role       = aws_iam_role.this.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/${each.key}"
}
