locals {
  # Signs that somebody tries what is not for them.
  signs = {
    unauthorized-calls = {
      title     = "Calls were refused for want of permission"
      pattern   = "{(($.errorCode=\"*UnauthorizedOperation\") || ($.errorCode=\"AccessDenied*\")) && ($.sourceIPAddress!=\"delivery.logs.amazonaws.com\") && ($.eventName!=\"HeadBucket\")}"
      threshold = 10 # Consoles ask for what they may not see: a few refusals are everyday life.
    }
    sign-in-without-mfa = {
      title     = "A user signed in to the console without a second factor"
      pattern   = "{($.eventName=\"ConsoleLogin\") && ($.additionalEventData.MFAUsed!=\"Yes\") && ($.userIdentity.type=\"IAMUser\") && ($.responseElements.ConsoleLogin=\"Success\")}"
      threshold = 1
    }
    sign-in-failed = {
      title     = "Somebody failed three times to sign in to the console"
      pattern   = "{($.eventName=ConsoleLogin) && ($.errorMessage=\"Failed authentication\")}"
      threshold = 3
    }
    root-user = {
      title     = "The root user did something"
      pattern   = "{($.userIdentity.type=\"Root\") && ($.userIdentity.invokedBy NOT EXISTS) && ($.eventType!=\"AwsServiceEvent\")}"
      threshold = 1
    }
  }

  # Calls that change what the account's security rests on. A filter pattern has at most 1024 characters.
  changes = {
    iam-policies = {
      title  = "Policies of IAM were changed"
      source = "iam.amazonaws.com"
      calls = [
        "AttachGroupPolicy",
        "AttachRolePolicy",
        "AttachUserPolicy",
        "CreatePolicy",
        "CreatePolicyVersion",
        "DeleteGroupPolicy",
        "DeletePolicy",
        "DeletePolicyVersion",
        "DeleteRolePolicy",
        "DeleteUserPolicy",
        "DetachGroupPolicy",
        "DetachRolePolicy",
        "DetachUserPolicy",
        "PutGroupPolicy",
        "PutRolePolicy",
        "PutUserPolicy",
      ]
    }
    trails = {
      title  = "A trail of the account was stopped, deleted or changed"
      source = "cloudtrail.amazonaws.com"
      calls = [
        "CreateTrail",
        "DeleteTrail",
        "PutEventSelectors",
        "PutInsightSelectors",
        "StartLogging",
        "StopLogging",
        "UpdateTrail",
      ]
    }
    keys = {
      title  = "A key was disabled or is going to be deleted, or somebody else was let in"
      source = "kms.amazonaws.com"
      calls  = ["DisableKey", "DisableKeyRotation", "PutKeyPolicy", "ScheduleKeyDeletion"]
    }
    buckets = {
      title  = "Policies, rights, lifecycle or replication of buckets were changed"
      source = "s3.amazonaws.com"
      calls = [
        "DeleteBucketCors",
        "DeleteBucketLifecycle",
        "DeleteBucketPolicy",
        "DeleteBucketReplication",
        "PutBucketAcl",
        "PutBucketCors",
        "PutBucketLifecycle",
        "PutBucketPolicy",
        "PutBucketReplication",
      ]
    }
    bucket-settings = {
      title  = "Locks, versions, encryption, access logs or public access of buckets were changed"
      source = "s3.amazonaws.com"
      calls = [
        "DeleteAccountPublicAccessBlock",
        "DeleteBucketEncryption",
        "DeleteBucketPublicAccessBlock",
        "PutAccountPublicAccessBlock",
        "PutBucketEncryption",
        "PutBucketLogging",
        "PutBucketObjectLockConfiguration",
        "PutBucketPublicAccessBlock",
        "PutBucketVersioning",
      ]
    }
    backups = {
      title  = "Backups, their plan, or the lock or policy of a vault were changed or deleted"
      source = "backup.amazonaws.com"
      calls = [
        "DeleteBackupPlan",
        "DeleteBackupSelection",
        "DeleteBackupVault",
        "DeleteBackupVaultLockConfiguration",
        "DeleteRecoveryPoint",
        "PutBackupVaultAccessPolicy",
        "PutBackupVaultLockConfiguration",
        "UpdateBackupPlan",
        "UpdateRecoveryPointLifecycle",
      ]
    }
    logs = {
      title  = "Logs were deleted, are kept for less time, or are not watched any more"
      source = "logs.amazonaws.com"
      calls = [
        "DeleteLogGroup",
        "DeleteLogStream",
        "DeleteMetricFilter",
        "DeleteSubscriptionFilter",
        "DisassociateKmsKey",
        "PutRetentionPolicy",
      ]
    }
    flow-logs = {
      title  = "Flow logs of a network were deleted"
      source = "ec2.amazonaws.com"
      calls  = ["DeleteFlowLogs"]
    }
    alarms = {
      title  = "Alarms were deleted, or do not act any more"
      source = "monitoring.amazonaws.com"
      calls  = ["DeleteAlarms", "DisableAlarmActions"]
    }
    detectors = {
      title  = "GuardDuty was switched off, or keeps findings to itself"
      source = "guardduty.amazonaws.com"
      calls = [
        "CreateFilter",
        "DeleteDetector",
        "UpdateDetector",
        "UpdateFilter",
      ]
    }
    security-hub = {
      title  = "Security Hub was switched off, or judges by less"
      source = "securityhub.amazonaws.com"
      calls = [
        "BatchDisableStandards",
        "BatchUpdateStandardsControlAssociations",
        "DisableSecurityHub",
        "UpdateStandardsControl",
      ]
    }
    config = {
      title  = "AWS Config was stopped or changed"
      source = "config.amazonaws.com"
      calls = [
        "DeleteConfigurationRecorder",
        "DeleteDeliveryChannel",
        "PutConfigurationRecorder",
        "PutDeliveryChannel",
        "StopConfigurationRecorder",
      ]
    }
    security-groups = {
      title  = "Security groups were changed"
      source = "ec2.amazonaws.com"
      calls = [
        "AuthorizeSecurityGroupEgress",
        "AuthorizeSecurityGroupIngress",
        "CreateSecurityGroup",
        "DeleteSecurityGroup",
        "ModifySecurityGroupRules",
        "RevokeSecurityGroupEgress",
        "RevokeSecurityGroupIngress",
      ]
    }
    network-acls = {
      title  = "Network ACLs were changed"
      source = "ec2.amazonaws.com"
      calls = [
        "CreateNetworkAcl",
        "CreateNetworkAclEntry",
        "DeleteNetworkAcl",
        "DeleteNetworkAclEntry",
        "ReplaceNetworkAclAssociation",
        "ReplaceNetworkAclEntry",
      ]
    }
    gateways = {
      title  = "Gateways of networks were changed"
      source = "ec2.amazonaws.com"
      calls = [
        "AttachInternetGateway",
        "CreateCustomerGateway",
        "CreateInternetGateway",
        "DeleteCustomerGateway",
        "DeleteInternetGateway",
        "DetachInternetGateway",
      ]
    }
    route-tables = {
      title  = "Route tables were changed"
      source = "ec2.amazonaws.com"
      calls = [
        "CreateRoute",
        "CreateRouteTable",
        "DeleteRoute",
        "DeleteRouteTable",
        "DisassociateRouteTable",
        "ReplaceRoute",
        "ReplaceRouteTableAssociation",
      ]
    }
    networks = {
      title  = "VPCs or connections between them were changed"
      source = "ec2.amazonaws.com"
      calls = [
        "AcceptVpcPeeringConnection",
        "AttachClassicLinkVpc",
        "CreateVpc",
        "CreateVpcPeeringConnection",
        "DeleteVpc",
        "DeleteVpcPeeringConnection",
        "DetachClassicLinkVpc",
        "DisableVpcClassicLink",
        "EnableVpcClassicLink",
        "ModifyVpcAttribute",
        "RejectVpcPeeringConnection",
      ]
    }
    organization = {
      title  = "The organization, its accounts or its policies were changed"
      source = "organizations.amazonaws.com"
      calls = [
        "AcceptHandshake",
        "AttachPolicy",
        "CreateAccount",
        "CreateOrganizationalUnit",
        "CreatePolicy",
        "DeclineHandshake",
        "DeleteOrganization",
        "DeleteOrganizationalUnit",
        "DeletePolicy",
        "DetachPolicy",
        "DisablePolicyType",
        "EnablePolicyType",
        "InviteAccountToOrganization",
        "LeaveOrganization",
        "MoveAccount",
        "RemoveAccountFromOrganization",
        "UpdateOrganizationalUnit",
        "UpdatePolicy",
      ]
    }
  }

  watched = merge(local.signs, {
    for subject, change in local.changes : subject => {
      title     = change.title
      pattern   = "{($.eventSource=${change.source}) && (${join(" || ", [for call in change.calls : "($.eventName=${call})"])})}"
      threshold = 1
    }
  })
}
