locals {
  # In the order in which they are asked.
  managed_rule_groups = [
    "AWSManagedRulesAmazonIpReputationList", # addresses known for attacks
    "AWSManagedRulesKnownBadInputsRuleSet",  # Log4j and other known holes
    "AWSManagedRulesSQLiRuleSet",            # SQL where none belongs
    "AWSManagedRulesLinuxRuleSet",           # files of the system that the containers run on
    "AWSManagedRulesCommonRuleSet",          # cross-site scripting and more of the OWASP list
  ]
}

# Asked before the load balancer for each request. What no rule refuses is let through. AWS keeps its
# groups of rules up to date; with the limit, these take 1,327 of the 1,500 units of capacity that a
# web ACL has for its price.
resource "aws_wafv2_web_acl" "this" {
  name        = var.name
  description = "Refuses attacks on ${var.name} in the ${var.role} region"
  scope       = "REGIONAL"

  default_action {
    allow {}
  }

  rule {
    name     = "rate-limit"
    priority = 0

    action {
      block {}
    }

    statement {
      rate_based_statement {
        aggregate_key_type    = "IP"
        evaluation_window_sec = 300
        limit                 = var.client_requests_per_five_minutes
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "rate-limit"
      sampled_requests_enabled   = false
    }
  }

  dynamic "rule" {
    for_each = local.managed_rule_groups

    content {
      name     = rule.value
      priority = rule.key + 1

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.value

          dynamic "rule_action_override" {
            for_each = lookup(var.counting_rules, rule.value, [])

            content {
              name = rule_action_override.value

              action_to_use {
                count {}
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = rule.value
        sampled_requests_enabled   = false
      }
    }
  }

  # Samples would show whole requests to whoever may look at the web ACL; the log keeps its secrets.
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = var.name
    sampled_requests_enabled   = false
  }

  tags = { Name = var.name }
}

resource "aws_cloudwatch_metric_alarm" "refused" {
  alarm_name        = "${var.name}-refused-requests"
  alarm_description = "The web ACL of the ${var.role} region refuses many requests: an attack, or a rule that is wrong about what clients send. ${aws_cloudwatch_log_group.this.name} says which."
  namespace         = "AWS/WAFV2"
  metric_name       = "BlockedRequests"
  dimensions = {
    Region = var.region
    Rule   = "ALL"
    WebACL = aws_wafv2_web_acl.this.name
  }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 1000
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}
