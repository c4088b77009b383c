# Volumes and snapshots that somebody makes without saying so are encrypted too.
resource "aws_ebs_encryption_by_default" "this" {
  enabled = true
}
