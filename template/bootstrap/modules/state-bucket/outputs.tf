output "replication" {
  description = "What replication has to know of this bucket, once it keeps versions."
  value       = module.bucket.replication
}
