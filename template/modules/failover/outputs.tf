output "function_name" {
  description = "Function that makes this region the active one."
  value       = module.function.name
}

output "function_arn" {
  description = "ARN of that function."
  value       = module.function.arn
}

output "validator_name" {
  description = "Function that says whether this region could take over now."
  value       = module.validator.name
}

output "table_name" {
  description = "Table that holds the state and the reports of failovers to this region."
  value       = aws_dynamodb_table.state.name
}

output "active_region_parameter" {
  description = "Parameter that holds the active region: name and ARN."
  value = {
    name = aws_ssm_parameter.active_region.name
    arn  = aws_ssm_parameter.active_region.arn
  }
}

output "active_alarm_name" {
  description = "Alarm that is on while this region, as a standby, is the active one."
  value       = one(aws_cloudwatch_metric_alarm.active[*].alarm_name)
}
