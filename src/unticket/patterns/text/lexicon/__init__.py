"""What is wrong with what, in everyday English and Vietnamese."""
