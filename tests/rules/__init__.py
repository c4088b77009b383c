"""Rules, by their pages: what a page marks in its cases is what the rule says of them."""
