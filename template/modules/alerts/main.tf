data "aws_partition" "current" {}

resource "aws_sns_topic" "this" {
  name              = var.name
  kms_master_key_id = var.kms_key_arn
}

resource "aws_sns_topic_policy" "this" {
  arn = aws_sns_topic.this.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "AlarmsOfThisRegion"
        Effect    = "Allow"
        Action    = "sns:Publish"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Resource  = aws_sns_topic.this.arn
        Condition = {
          StringEquals = { "aws:SourceAccount" = var.account_id }
          ArnLike = {
            "aws:SourceArn" = "arn:${data.aws_partition.current.partition}:cloudwatch:${var.region}:${var.account_id}:alarm:${var.alarm_prefix}*"
          }
        }
      }],
      # EventBridge does not say for which rule it publishes: under a condition it would not be let in.
      length(var.event_rule_arns) == 0 ? [] : [{
        Sid       = "EventRules"
        Effect    = "Allow"
        Action    = "sns:Publish"
        Principal = { Service = "events.amazonaws.com" }
        Resource  = aws_sns_topic.this.arn
      }],
    )
  })
}

resource "aws_sns_topic_subscription" "email" {
  for_each = toset(var.emails)

  topic_arn = aws_sns_topic.this.arn
  protocol  = "email"
  endpoint  = each.key
}

# Another provider than the one that mails: on a bad day one of the two may be down.
resource "aws_sns_topic_subscription" "url" {
  for_each = nonsensitive(toset(keys(var.urls)))

  topic_arn              = aws_sns_topic.this.arn
  protocol               = "https"
  endpoint               = var.urls[each.key]
  endpoint_auto_confirms = true
}
