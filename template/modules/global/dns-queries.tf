resource "aws_cloudwatch_log_group" "dns_queries" {
  name              = "/aws/route53/${var.name}"
  kms_key_id        = module.operations_key.arn
  retention_in_days = var.log_retention_days
}

resource "aws_cloudwatch_log_resource_policy" "dns_queries" {
  policy_name = "${var.name}-dns-queries"

  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Principal = { Service = "route53.amazonaws.com" }
      Resource  = "${aws_cloudwatch_log_group.dns_queries.arn}:*"
      Condition = {
        ArnEquals    = { "aws:SourceArn" = var.zone.arn }
        StringEquals = { "aws:SourceAccount" = var.account_id }
      }
    }]
  })
}

resource "aws_route53_query_log" "service" {
  zone_id                  = var.zone.id
  cloudwatch_log_group_arn = aws_cloudwatch_log_group.dns_queries.arn

  # Route 53 tries to write when it is told to log.
  depends_on = [aws_cloudwatch_log_resource_policy.dns_queries]
}
