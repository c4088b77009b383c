# The bucket is created by bootstrap/. Its key, region and locking are in environments/.
terraform {
  backend "s3" {}
}
