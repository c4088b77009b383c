data "aws_partition" "current" {}

# An alarm can notify topics of its own region only. EventBridge carries its changes to the other
# regions, so that each one knows of all and none has to be up for another to be heard.
locals {
  partition = data.aws_partition.current.partition

  peer_bus_arns = {
    for role, region in var.peer_regions :
    role => "arn:${local.partition}:events:${region}:${var.account_id}:event-bus/default"
  }

  alarm_changes = {
    source      = ["aws.cloudwatch"]
    detail-type = ["CloudWatch Alarm State Change"]
    detail      = { alarmName = [{ prefix = var.alarm_prefix }] }
  }
}

# A rule has room for five targets, so each region is told by a rule of its own.
resource "aws_cloudwatch_event_rule" "leaving" {
  for_each = local.peer_bus_arns

  name        = "${var.name}-alarms-to-${each.key}"
  description = "Changes of this region's alarms, for ${each.key}"

  event_pattern = jsonencode(merge(local.alarm_changes, { region = [var.region] }))
}

resource "aws_cloudwatch_event_target" "peers" {
  for_each = local.peer_bus_arns

  rule      = aws_cloudwatch_event_rule.leaving[each.key].name
  target_id = each.key
  arn       = each.value
  role_arn  = aws_iam_role.relay.arn
}

resource "aws_iam_role" "relay" {
  name        = "${var.name}-${var.role}-alarm-relay"
  description = "Lets EventBridge carry alarm changes to other regions"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "events.amazonaws.com" }
      Condition = {
        StringEquals = { "aws:SourceAccount" = var.account_id }
      }
    }]
  })
}

resource "aws_iam_role_policy" "relay" {
  name = "put-events"
  role = aws_iam_role.relay.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["events:PutEvents"]
      Resource = values(local.peer_bus_arns)
    }]
  })
}

resource "aws_cloudwatch_event_rule" "arriving" {
  name        = "${var.name}-alarms-arriving"
  description = "Changes of the other regions' alarms"

  event_pattern = jsonencode(merge(local.alarm_changes, { region = [{ anything-but = [var.region] }] }))
}

resource "aws_cloudwatch_event_target" "topic" {
  rule      = aws_cloudwatch_event_rule.arriving.name
  target_id = "topic"
  arn       = var.topic_arn

  input_transformer {
    input_paths = {
      alarm  = "$.detail.alarmName"
      region = "$.region"
      state  = "$.detail.state.value"
      reason = "$.detail.state.reason"
    }
    input_template = "\"<state>: <alarm> in <region>. <reason>\""
  }
}
