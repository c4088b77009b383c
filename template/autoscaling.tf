# A role of their own for these groups: the keys let nobody else's groups in.
resource "aws_iam_service_linked_role" "autoscaling" {
  provider = aws.primary

  aws_service_name = "autoscaling.amazonaws.com"
  custom_suffix    = local.name
  description      = "Lets Auto Scaling run the instances of ${local.name}"
}
