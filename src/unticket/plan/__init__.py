"""What should be done about what keeps coming back, what it would have saved, and what it saved."""
