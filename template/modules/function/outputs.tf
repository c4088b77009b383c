output "name" {
  description = "Name of the function."
  value       = aws_lambda_function.this.function_name
}

output "arn" {
  description = "ARN of the function."
  value       = aws_lambda_function.this.arn
}

output "invoke_arn" {
  description = "What API Gateway calls the function by."
  value       = aws_lambda_function.this.invoke_arn
}

output "role_name" {
  description = "Role that the function runs as, for policies of what it is made for."
  value       = aws_iam_role.this.name
}

output "security_group_id" {
  description = "Security group of the function."
  value       = one(aws_security_group.this[*].id)
}

output "log_group_name" {
  description = "Log group of the function."
  value       = aws_cloudwatch_log_group.this.name
}
