"""The generated repository's check of what is deployed: see template/tests/deployed."""
