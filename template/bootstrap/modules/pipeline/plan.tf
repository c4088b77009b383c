# The role that plans sees how everything is set up, and no data.
resource "aws_iam_role_policy_attachment" "plan" {
  role       = aws_iam_role.this["plan"].name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_role_policy" "plan" {
  name = "state-and-no-data"
  role = aws_iam_role.this["plan"].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "LockAndKeepPlans"
        Effect   = "Allow"
        Action   = ["s3:PutObject", "s3:DeleteObject"]
        Resource = flatten([for arn in local.state_buckets : ["${arn}/*.tflock", "${arn}/plans/*"]])
      },
      {
        Sid      = "ReadTheState"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = [for each in var.state : each.kms_key_arn]
      },
      {
        # A plan of the database reads its password, which reaches neither the plan nor the state.
        Sid      = "ReadThePasswordOfTheDatabase"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = "arn:${data.aws_partition.current.partition}:secretsmanager:*:${local.account_id}:secret:${var.name}-database-*"
      },
      {
        Sid      = "DecryptThatPassword"
        Effect   = "Allow"
        Action   = "kms:Decrypt"
        Resource = "arn:${data.aws_partition.current.partition}:kms:*:${local.account_id}:key/*"
        Condition = {
          StringLike               = { "kms:ViaService" = "secretsmanager.*.amazonaws.com" }
          "ForAnyValue:StringLike" = { "kms:ResourceAliases" = "alias/${var.name}-*-data" }
        }
      },
      {
        Sid    = "NoData"
        Effect = "Deny"
        Action = [
          "dynamodb:BatchGet*",
          "dynamodb:GetItem",
          "dynamodb:GetRecords",
          "dynamodb:PartiQLSelect",
          "dynamodb:Query",
          "dynamodb:Scan",
          "ecr:GetDownloadUrlForLayer",
          "logs:FilterLogEvents",
          "logs:GetLog*",
          "logs:GetQueryResults",
          "logs:StartLiveTail",
          "logs:StartQuery",
          "rds:Download*",
          "sqs:ReceiveMessage",
        ]
        Resource = "*"
      },
      {
        Sid         = "NoObjectsButTheState"
        Effect      = "Deny"
        Action      = ["s3:GetObject", "s3:GetObjectVersion"]
        NotResource = [for arn in local.state_buckets : "${arn}/*"]
      },
    ]
  })
}
