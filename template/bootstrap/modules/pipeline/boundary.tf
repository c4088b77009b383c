locals {
  state_buckets = [for each in var.state : each.bucket_arn]

  # All that a repository of this kind can use, whatever its answers are: a change of answers needs
  # no other role.
  services = [
    "acm",
    "apigateway",
    "application-autoscaling",
    "autoscaling",
    "backup",
    "backup-storage",
    "cloudtrail",
    "cloudwatch",
    "config",
    "dynamodb",
    "ec2",
    "ecr",
    "ecs",
    "elasticloadbalancing",
    "events",
    "guardduty",
    "iam",
    "kms",
    "lambda",
    "logs",
    "rds",
    "route53",
    "s3",
    "scheduler",
    "secretsmanager",
    "securityhub",
    "servicequotas",
    "sns",
    "sqs",
    "ssm",
    "sts",
    "tag",
    "wafv2",
    "xray",
  ]

  # Where services are that have one place for the whole account.
  regions = distinct(concat(var.regions, ["us-east-1"]))
}

# What the pipeline can do at most, whatever else is attached to its roles. What it creates is not
# bound by this: a role for a function is as strong as its policy says. Who approves an apply is
# trusted with that.
resource "aws_iam_policy" "boundary" {
  name        = "${var.name}-pipeline-boundary"
  description = "What the pipeline of ${var.name} can do at most"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "WhatTheRepositoryUses"
        Effect    = "Allow"
        Action    = [for service in local.services : "${service}:*"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:RequestedRegion" = local.regions } }
      },
      {
        Sid       = "NoOtherRegion"
        Effect    = "Deny"
        NotAction = ["iam:*", "route53:*", "sts:*"]
        Resource  = "*"
        Condition = { StringNotEquals = { "aws:RequestedRegion" = local.regions } }
      },
      {
        Sid    = "NoPeople"
        Effect = "Deny"
        Action = [
          "iam:*AccessKey*",
          "iam:*Group*",
          "iam:*LoginProfile*",
          "iam:*MFADevice*",
          "iam:*SAMLProvider*",
          "iam:CreateUser",
          "iam:DeleteUser*",
          "iam:*UserPolicy",
          "iam:*UserPermissionsBoundary",
        ]
        Resource = "*"
      },
      {
        Sid    = "NotItself"
        Effect = "Deny"
        NotAction = [
          "iam:Get*",
          "iam:List*",
        ]
        Resource = [
          "${local.iam}:role/${var.name}-pipeline-*",
          "${local.iam}:policy/${var.name}-pipeline-*",
          "${local.iam}:oidc-provider/*",
        ]
      },
      {
        Sid    = "NoRolesOfOthers"
        Effect = "Deny"
        Action = [
          "iam:AttachRolePolicy",
          "iam:CreateRole",
          "iam:DeleteRole",
          "iam:DeleteRolePolicy",
          "iam:DetachRolePolicy",
          "iam:PassRole",
          "iam:PutRolePolicy",
          "iam:UpdateAssumeRolePolicy",
        ]
        NotResource = [
          "${local.iam}:role/${var.name}-*",
          "${local.iam}:role/aws-service-role/*",
        ]
      },
      {
        Sid    = "TheStateStays"
        Effect = "Deny"
        Action = [
          "s3:DeleteBucket*",
          "s3:DeleteObjectVersion",
          "s3:PutBucket*",
          "s3:PutEncryptionConfiguration",
          "s3:PutLifecycleConfiguration",
          "s3:PutReplicationConfiguration",
        ]
        Resource = flatten([for arn in local.state_buckets : [arn, "${arn}/*"]])
      },
      {
        Sid      = "TheKeysOfTheStateStay"
        Effect   = "Deny"
        Action   = ["kms:Disable*", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:CreateGrant"]
        Resource = [for each in var.state : each.kms_key_arn]
      },
    ]
  })
}

# The role that applies may do all that the boundary lets it.
resource "aws_iam_role_policy_attachment" "apply" {
  role       = aws_iam_role.this["apply"].name
  policy_arn = aws_iam_policy.boundary.arn
}
