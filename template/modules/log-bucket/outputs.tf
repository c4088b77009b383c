output "name" {
  description = "Name of the bucket, once logs may be delivered to it."
  value       = module.bucket.name
}
