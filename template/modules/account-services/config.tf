resource "aws_config_configuration_recorder" "this" {
  name     = var.name
  role_arn = var.config_role_arn

  recording_group {
    all_supported                 = true
    include_global_resource_types = var.records_account
  }
}

resource "aws_config_delivery_channel" "this" {
  name           = var.name
  s3_bucket_name = var.log_bucket
  s3_key_prefix  = "config"

  snapshot_delivery_properties {
    delivery_frequency = "TwentyFour_Hours"
  }

  depends_on = [aws_config_configuration_recorder.this]
}

# A recorder starts only with somewhere to deliver to, and keeps that from being deleted while it runs.
resource "aws_config_configuration_recorder_status" "this" {
  name       = aws_config_configuration_recorder.this.name
  is_enabled = true

  depends_on = [aws_config_delivery_channel.this]
}
