"""What works with the emulated AWS from outside: it starts it, orders it about, deploys to it."""
