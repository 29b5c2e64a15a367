"""What is personal, whose it is, why it is held and for how long: declared where the column is."""
