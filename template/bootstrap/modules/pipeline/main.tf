data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

locals {
  issuer     = "token.actions.githubusercontent.com"
  account_id = data.aws_caller_identity.current.account_id
  iam        = "arn:${data.aws_partition.current.partition}:iam::${local.account_id}"

  # The same whoever made it.
  provider_arn = "${local.iam}:oidc-provider/${local.issuer}"

  # What each role is called, and the environment of the repository whose jobs may take it.
  roles = {
    plan  = { name = "${var.name}-pipeline-plan", environment = "${var.environment}-plan", hours = 1 }
    apply = { name = "${var.name}-pipeline-apply", environment = var.environment, hours = 4 }
  }

  # A job of this repository, in this environment, on this branch: another branch cannot deploy even
  # where the settings of the environment in GitHub would let it.
  trust = {
    for key, role in local.roles : key => {
      "${local.issuer}:aud" = "sts.amazonaws.com"
      "${local.issuer}:sub" = "repo:${var.repository}:environment:${role.environment}"
      "${local.issuer}:ref" = "refs/heads/${var.branch}"
    }
  }
}

# GitHub's certificate is checked by AWS itself, so no thumbprint is given.
resource "aws_iam_openid_connect_provider" "github" {
  count = var.create_oidc_provider ? 1 : 0

  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "this" {
  # checkov:skip=CKV_AWS_393:one repository, environment and branch, in a local that it does not follow
  for_each = local.roles

  name                 = each.value.name
  description          = "${each.key} from the workflow deploy of ${var.repository}"
  max_session_duration = each.value.hours * 3600
  permissions_boundary = aws_iam_policy.boundary.arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = local.provider_arn }
      Condition = { StringEquals = local.trust[each.key] }
    }]
  })

  depends_on = [aws_iam_openid_connect_provider.github]
}
