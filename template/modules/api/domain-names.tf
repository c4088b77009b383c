# Every region answers to the service's name, so a failover is a matter of DNS alone.
resource "aws_apigatewayv2_domain_name" "this" {
  for_each = var.domain_names

  domain_name = each.value

  domain_name_configuration {
    certificate_arn = var.certificate_arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }

  tags = { Name = each.value }
}

resource "aws_apigatewayv2_api_mapping" "this" {
  for_each = aws_apigatewayv2_domain_name.this

  api_id      = aws_apigatewayv2_api.this.id
  domain_name = each.value.domain_name
  stage       = aws_apigatewayv2_stage.this.name
}
