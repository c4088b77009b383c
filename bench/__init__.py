"""How fast we are beside public tools that do the same."""
