locals {
  # API Gateway gives up a moment after the function had to.
  function_timeout_seconds = 10
  gateway_timeout_seconds  = 12
}

module "function" {
  source = "../function"

  name               = "${var.name}-api"
  description        = "Answers the requests to ${var.name}"
  region             = var.region
  package            = var.package
  handler            = "api.handler"
  timeout_seconds    = local.function_timeout_seconds
  memory_mb          = var.memory_mb
  environment        = merge(var.environment, { HEALTH_CHECK_PATH = var.health_check_path })
  network            = { vpc_id = var.vpc_id, subnet_ids = var.subnet_ids }
  kms_key_arn        = var.log_kms_key_arn
  log_retention_days = var.log_retention_days
  alarm_topic_arn    = var.alarm_topic_arn

  # Lambda itself needs these to put the function into the VPC. The code does not.
  policy_statements = [{
    Effect = "Deny"
    Action = [
      "ec2:CreateNetworkInterface",
      "ec2:DeleteNetworkInterface",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSubnets",
    ]
    Resource = "*"
    Condition = {
      ArnLike = { "lambda:SourceFunctionArn" = "arn:*:lambda:${var.region}:*:function:${var.name}-api" }
    }
  }]
}

resource "aws_iam_role_policy_attachment" "application" {
  role       = module.function.role_name
  policy_arn = var.application_policy_arn
}

# Reached by its own names only: the one that AWS would add knows nothing of failover.
resource "aws_apigatewayv2_api" "this" {
  name                         = var.name
  description                  = "Requests to ${var.name} in the ${var.role} region"
  protocol_type                = "HTTP"
  disable_execute_api_endpoint = true
}

resource "aws_apigatewayv2_integration" "function" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "AWS_PROXY"
  integration_method     = "POST"
  integration_uri        = module.function.invoke_arn
  payload_format_version = "2.0"
  timeout_milliseconds   = local.gateway_timeout_seconds * 1000
}

resource "aws_apigatewayv2_route" "health" {
  # checkov:skip=CKV_AWS_309:health checkers cannot sign what they ask
  api_id             = aws_apigatewayv2_api.this.id
  route_key          = "GET ${var.health_check_path}"
  authorization_type = "NONE"
  target             = "integrations/${aws_apigatewayv2_integration.function.id}"
}

# A token is as good in one region as in another. A signature of AWS names its region: clients that sign have to
# sign anew after a failover.
resource "aws_apigatewayv2_authorizer" "token" {
  count = var.tokens == null ? 0 : 1

  api_id           = aws_apigatewayv2_api.this.id
  name             = "token"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]

  jwt_configuration {
    issuer   = var.tokens.issuer
    audience = var.tokens.audience
  }
}

resource "aws_apigatewayv2_route" "everything_else" {
  api_id             = aws_apigatewayv2_api.this.id
  route_key          = "ANY /{proxy+}"
  authorization_type = var.tokens == null ? "AWS_IAM" : "JWT"
  authorizer_id      = one(aws_apigatewayv2_authorizer.token[*].id)
  target             = "integrations/${aws_apigatewayv2_integration.function.id}"
}

resource "aws_lambda_permission" "gateway" {
  statement_id  = "api-gateway"
  action        = "lambda:InvokeFunction"
  function_name = module.function.name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.this.execution_arn}/*/*"
}

# Under this prefix AWS needs no statement per group in a policy that can only be so long.
resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/vendedlogs/apigateway/${var.name}"
  kms_key_id        = var.log_kms_key_arn
  retention_in_days = var.log_retention_days
}

resource "aws_apigatewayv2_stage" "this" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true

  default_route_settings {
    throttling_burst_limit = var.throttling.burst
    throttling_rate_limit  = var.throttling.requests_per_second
  }

  # Routes instead of paths: an id in a path can be all that it takes to act as somebody.
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn

    format = jsonencode({
      caller            = "$context.identity.userArn"
      domain            = "$context.domainName"
      error             = "$context.error.message"
      integration_error = "$context.integrationErrorMessage"
      integration_ms    = "$context.integrationLatency"
      ms                = "$context.responseLatency"
      protocol          = "$context.protocol"
      request_id        = "$context.requestId"
      response_bytes    = "$context.responseLength"
      route             = "$context.routeKey"
      source_ip         = "$context.identity.sourceIp"
      status            = "$context.status"
      time              = "$context.requestTime"
    })
  }

  tags = { Name = var.name }

  # A stage deploys what is there when it is made.
  depends_on = [
    aws_apigatewayv2_route.everything_else,
    aws_apigatewayv2_route.health,
  ]
}
