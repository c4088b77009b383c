"""What the five reviews found, and what shows that it is answered."""
