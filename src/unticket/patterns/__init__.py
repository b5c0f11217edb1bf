"""What keeps coming back: recurring issues, duplicates, spikes and risks, with their evidence."""
