"""Makes the extracts of the AWS provider's schema that the package reads."""
