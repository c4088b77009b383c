# EventBridge hears of every change of an object, so that a rule can be added without the bucket.
resource "aws_s3_bucket_notification" "this" {
  bucket      = aws_s3_bucket.this.id
  eventbridge = true
}
