# Jobs of restore tests are those in the name of this role. A restore that nobody judged is no failure;
# one that was judged unfit is, and so is a restored copy that was not deleted and costs money from then on.
resource "aws_cloudwatch_event_rule" "failed" {
  name        = "${var.name}-restore-failed"
  description = "Copies that could not be restored, or were found unfit, or were not deleted again"

  event_pattern = jsonencode({
    source      = ["aws.backup"]
    detail-type = ["Restore Job State Change"]
    detail = {
      iamRoleArn = [aws_iam_role.this.arn]
      "$or" = [
        { status = ["ABORTED", "FAILED"] },
        { validationStatus = ["FAILED"] },
        { deletionStatus = ["FAILED"] },
      ]
    }
  })
}

resource "aws_cloudwatch_event_target" "topic" {
  rule      = aws_cloudwatch_event_rule.failed.name
  target_id = "topic"
  arn       = var.standby.alarm_topic_arn

  # Without quotes around them, values that hold quotes of their own stay valid.
  input_transformer {
    input_paths = {
      what       = "$.detail-type"
      job        = "$.detail.restoreJobId"
      type       = "$.detail.resourceType"
      state      = "$.detail.status"
      validation = "$.detail.validationStatus"
      deletion   = "$.detail.deletionStatus"
      region     = "$.region"
      reason     = "$.detail.statusMessage"
    }
    input_template = "{\"what\": <what>, \"job\": <job>, \"type\": <type>, \"state\": <state>, \"validation\": <validation>, \"deletion\": <deletion>, \"region\": <region>, \"reason\": <reason>}"
  }
}
