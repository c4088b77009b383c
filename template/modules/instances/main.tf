data "aws_default_tags" "this" {}

locals {
  # What the provider puts on its own resources does not reach what Auto Scaling makes.
  tags = merge(data.aws_default_tags.this.tags, { Name = "${var.name}-instance" })

  # Has Docker and the AWS CLI on board: nothing has to be installed while an instance starts.
  image_parameters = {
    X86_64 = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
    ARM64  = "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id"
  }
}

resource "aws_launch_template" "this" {
  name                                 = var.name
  description                          = "One instance of the service in ${var.region}"
  image_id                             = "resolve:ssm:${local.image_parameters[var.cpu_architecture]}"
  instance_type                        = var.instance_type
  instance_initiated_shutdown_behavior = "terminate"
  update_default_version               = true
  user_data                            = base64encode(local.user_data)

  iam_instance_profile {
    arn = aws_iam_instance_profile.this.arn
  }

  # The container shares the network of its host, so one hop is enough for it too.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
    instance_metadata_tags      = "disabled"
  }

  monitoring {
    enabled = true
  }

  network_interfaces {
    device_index                = 0
    associate_public_ip_address = "false"
    delete_on_termination       = "true"
    security_groups             = [aws_security_group.this.id]
  }

  # Log streams are called after the host: after the instance, not its address.
  private_dns_name_options {
    hostname_type                     = "resource-name"
    enable_resource_name_dns_a_record = true
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_type           = "gp3"
      encrypted             = "true"
      kms_key_id            = var.data_kms_key_arn
      delete_on_termination = "true"
    }
  }

  dynamic "tag_specifications" {
    for_each = toset(["instance", "network-interface", "volume"])

    content {
      resource_type = tag_specifications.key
      tags          = local.tags
    }
  }

  tags = { Name = var.name }

  lifecycle {
    precondition {
      condition     = can(regex("^(a1|[a-z]+[0-9]+g)", var.instance_type)) == (var.cpu_architecture == "ARM64")
      error_message = "The instance type ${var.instance_type} cannot run images for ${var.cpu_architecture}: m7i.large runs X86_64, m7g.large runs ARM64."
    }
  }
}

resource "aws_autoscaling_group" "this" {
  name                      = var.name
  min_size                  = var.instance_count
  desired_capacity          = var.instance_count
  max_size                  = var.instance_count_max
  vpc_zone_identifier       = var.subnet_ids
  target_group_arns         = [var.target_group_arn]
  health_check_type         = "ELB"
  health_check_grace_period = 300
  default_instance_warmup   = 120
  service_linked_role_arn   = var.autoscaling_role_arn

  # An instance starts from the newest machine image, so replacing it is what patches it.
  max_instance_lifetime = 30 * 24 * 60 * 60

  # The first apply comes before the first container image, without which none gets healthy.
  wait_for_capacity_timeout = "0"

  # The alarms and the dashboard read these.
  enabled_metrics = [
    "GroupDesiredCapacity",
    "GroupInServiceInstances",
    "GroupMaxSize",
    "GroupMinSize",
    "GroupPendingInstances",
    "GroupTerminatingInstances",
    "GroupTotalInstances",
  ]

  launch_template {
    id      = aws_launch_template.this.id
    version = aws_launch_template.this.latest_version
  }

  # Whatever replaces an instance, its successor serves before it goes.
  instance_maintenance_policy {
    min_healthy_percentage = 100
    max_healthy_percentage = 200
  }

  # Rolling back by itself would need a machine image that no parameter stands for. A release that
  # never gets healthy replaces nothing and fails; applying the former tag takes it back.
  instance_refresh {
    strategy = "Rolling"

    preferences {
      min_healthy_percentage = 100
      max_healthy_percentage = 200
    }
  }

  dynamic "tag" {
    for_each = local.tags

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }

  # Autoscaling and a failover decide how many instances run.
  lifecycle {
    ignore_changes = [min_size, desired_capacity]
  }

  depends_on = [
    aws_iam_role_policy.this,
    aws_iam_role_policy_attachment.application,
    aws_kms_grant.autoscaling,
  ]
}

# Launches instances whose volumes are encrypted with this key.
resource "aws_kms_grant" "autoscaling" {
  name              = "${var.name}-autoscaling"
  key_id            = var.data_kms_key_arn
  grantee_principal = var.autoscaling_role_arn

  operations = [
    "CreateGrant",
    "Decrypt",
    "DescribeKey",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "ReEncryptFrom",
    "ReEncryptTo",
  ]
}

resource "aws_autoscaling_policy" "cpu" {
  name                   = "${var.name}-cpu"
  autoscaling_group_name = aws_autoscaling_group.this.name
  policy_type            = "TargetTrackingScaling"

  target_tracking_configuration {
    target_value = 60

    predefined_metric_specification {
      predefined_metric_type = "ASGAverageCPUUtilization"
    }
  }
}
