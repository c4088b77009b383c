# Known once it is logged: no request passes that leaves no trace.
output "arn" {
  description = "ARN of the web ACL, for what it stands before."
  value       = aws_wafv2_web_acl.this.arn

  depends_on = [aws_wafv2_web_acl_logging_configuration.this]
}
