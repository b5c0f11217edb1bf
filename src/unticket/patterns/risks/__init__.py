"""What may go wrong next: one person for everything, a backlog that ages, tickets that come back or go back and forth."""
