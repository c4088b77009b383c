locals {
  schedules = {
    tend = {
      description = "Finishes what a failover had to leave, here or in a region that was away"
      rate        = "rate(1 minute)"
      function    = module.function
      input       = { action = "tend" }
    }
    pulse = {
      description = "Says whether this region is active, and whether the active one answers"
      rate        = "rate(1 minute)"
      function    = module.validator
      input       = { check = "pulse" }
    }
    readiness = {
      description = "Says whether this region could take over now"
      rate        = "rate(5 minutes)"
      function    = module.validator
      input       = { check = "readiness" }
    }
  }
}

resource "aws_cloudwatch_event_rule" "schedule" {
  for_each = local.schedules

  name                = "${var.name}-${each.key}"
  description         = each.value.description
  schedule_expression = each.value.rate
}

resource "aws_cloudwatch_event_target" "schedule" {
  for_each = local.schedules

  rule      = aws_cloudwatch_event_rule.schedule[each.key].name
  target_id = "function"
  arn       = each.value.function.arn
  input     = jsonencode(each.value.input)
}

resource "aws_lambda_permission" "schedule" {
  for_each = local.schedules

  statement_id  = each.key
  function_name = each.value.function.name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.schedule[each.key].arn
}
