output "table" {
  description = "Table of the sessions: name, ARN, and index that finds the sessions of a user."
  value = {
    name       = aws_dynamodb_table.this.name
    arn        = aws_dynamodb_table.this.arn
    user_index = local.user_index
  }
}
