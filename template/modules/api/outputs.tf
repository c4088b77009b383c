output "targets" {
  description = "Where an alias record of each domain name leads: name and hosted zone. Ready once requests are answered there."
  value = {
    for key, domain in aws_apigatewayv2_domain_name.this : key => {
      dns_name = domain.domain_name_configuration[0].target_domain_name
      zone_id  = domain.domain_name_configuration[0].hosted_zone_id
    }
  }

  depends_on = [aws_apigatewayv2_api_mapping.this]
}

output "api_id" {
  description = "Identifier of the API, by which metrics name it."
  value       = aws_apigatewayv2_api.this.id
}

output "function_name" {
  description = "Function that answers."
  value       = module.function.name
}

output "security_group_id" {
  description = "Security group of the function."
  value       = module.function.security_group_id
}

output "log_group_names" {
  description = "Log groups of the API and of its function."
  value = {
    access   = aws_cloudwatch_log_group.access.name
    function = module.function.log_group_name
  }
}
