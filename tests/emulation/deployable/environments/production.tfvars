size = 30
