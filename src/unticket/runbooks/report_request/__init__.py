"""The runbook for reports that somebody needs: finds the one that fits, tells where it is, and offers it regularly."""
