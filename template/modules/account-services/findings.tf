locals {
  # The text of a finding that somebody should read today, by who found it.
  findings = {
    guardduty = {
      description = "GuardDuty found something grave"
      pattern = {
        source      = ["aws.guardduty"]
        detail-type = ["GuardDuty Finding"]
        detail      = { severity = [{ numeric = [">=", 7] }] }
      }
      paths = {
        title    = "$.detail.title"
        severity = "$.detail.severity"
        region   = "$.region"
        id       = "$.detail.id"
      }
    }
    security-hub = {
      description = "Security Hub CSPM found something critical"
      pattern = {
        source      = ["aws.securityhub"]
        detail-type = ["Security Hub Findings - Imported"]
        detail = {
          findings = {
            ProductName = [{ anything-but = ["GuardDuty"] }] # Its findings come by themselves.
            RecordState = ["ACTIVE"]
            Severity    = { Label = ["CRITICAL"] }
            Workflow    = { Status = ["NEW"] }
          }
        }
      }
      paths = {
        title    = "$.detail.findings[0].Title"
        severity = "$.detail.findings[0].Severity.Label"
        region   = "$.region"
        id       = "$.detail.findings[0].Id"
      }
    }
  }
}

resource "aws_cloudwatch_event_rule" "findings" {
  for_each = local.findings

  name          = "${var.name}-${each.key}"
  description   = each.value.description
  event_pattern = jsonencode(each.value.pattern)
}

resource "aws_cloudwatch_event_target" "topic" {
  for_each = local.findings

  rule      = aws_cloudwatch_event_rule.findings[each.key].name
  target_id = "topic"
  arn       = var.alarm_topic_arn

  input_transformer {
    input_paths    = each.value.paths
    input_template = "{\"finding\": <title>, \"severity\": <severity>, \"region\": <region>, \"id\": <id>}"
  }
}
