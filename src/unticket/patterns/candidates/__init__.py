"""Which issue to automate first, and why: recurrence, impact, feasibility and boundary, each with what it rests on."""
