terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
  }
}

variable "role" {
  type = string
}

variable "package" {
  type = string
}

variable "number" {
  type = number
}

locals {
  name = "t-${var.role}"
}

resource "aws_kms_key" "this" {
  enable_key_rotation = true
}

resource "aws_ssm_parameter" "active_region" {
  name           = "/t/active-region"
  type           = "String"
  insecure_value = "eu-west-1"

  lifecycle {
    ignore_changes = [insecure_value]
  }
}

resource "aws_dynamodb_table" "state" {
  name                        = "t-failover"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "id"
  deletion_protection_enabled = var.number > 1

  attribute {
    name = "id"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.this.arn
  }
}

resource "aws_sns_topic" "this" {
  name = "t-alerts"
}

resource "aws_sqs_queue" "dead" {
  name = "t-dead"
}

resource "aws_iam_role" "function" {
  name = local.name

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "function" {
  name = "dead-letters"
  role = aws_iam_role.function.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["sqs:SendMessage"]
      Resource = aws_sqs_queue.dead.arn
    }]
  })
}

resource "aws_lambda_function" "this" {
  function_name                  = "t-failover"
  filename                       = var.package
  source_code_hash               = filebase64sha256(var.package)
  handler                        = "app.handler"
  runtime                        = "python3.13"
  role                           = aws_iam_role.function.arn
  timeout                        = 60
  memory_size                    = 256
  reserved_concurrent_executions = var.number

  dead_letter_config {
    target_arn = aws_sqs_queue.dead.arn
  }

  depends_on = [aws_iam_role_policy.function]

  environment {
    variables = { ROLE = var.role }
  }

  tracing_config {
    mode = "Active"
  }
}

resource "aws_lambda_function_event_invoke_config" "this" {
  function_name                = aws_lambda_function.this.function_name
  maximum_event_age_in_seconds = 3600
  maximum_retry_attempts       = var.number % 3

  destination_config {
    on_failure {
      destination = aws_sqs_queue.dead.arn
    }
  }
}

resource "aws_cloudwatch_event_rule" "each_minute" {
  name                = "t-each-minute"
  schedule_expression = "rate(1 minute)"
}

resource "aws_cloudwatch_event_target" "each_minute" {
  rule      = aws_cloudwatch_event_rule.each_minute.name
  target_id = "function"
  arn       = aws_lambda_function.this.arn
  input     = jsonencode({ action = "tend" })

  retry_policy {
    maximum_event_age_in_seconds = 60 * var.number
    maximum_retry_attempts       = 0
  }
}

resource "aws_lambda_permission" "schedule" {
  statement_id  = "schedule"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.each_minute.arn
}

resource "aws_lambda_permission" "alarm" {
  statement_id   = "alarm"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.this.function_name
  principal      = "lambda.alarms.cloudwatch.amazonaws.com"
  source_account = data.aws_caller_identity.current.account_id
  source_arn     = "arn:aws:cloudwatch:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:alarm:${local.name}-failover-needed"
}

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

resource "aws_cloudwatch_metric_alarm" "active" {
  alarm_name          = "${local.name}-active"
  namespace           = "DisasterRecovery"
  metric_name         = "Active"
  dimensions          = { System = "t" }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  datapoints_to_alarm = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  treat_missing_data  = "missing"
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
}

resource "aws_cloudwatch_metric_alarm" "down" {
  alarm_name          = "${local.name}-active-region-down"
  namespace           = "DisasterRecovery"
  metric_name         = "ActiveRegionAnswers"
  dimensions          = { System = "t" }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 2
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching"
}

resource "aws_cloudwatch_composite_alarm" "needed" {
  alarm_name        = "${local.name}-failover-needed"
  alarm_description = "Number ${var.number}"
  alarm_rule        = "ALARM(\"${aws_cloudwatch_metric_alarm.down.alarm_name}\") AND NOT ALARM(\"${aws_cloudwatch_metric_alarm.active.alarm_name}\")"
  alarm_actions     = [aws_sns_topic.this.arn, aws_lambda_function.this.arn]
  ok_actions        = [aws_sns_topic.this.arn]

  tags = { Number = var.number }
}

output "active_alarm" {
  value = aws_cloudwatch_metric_alarm.active.alarm_name
}
