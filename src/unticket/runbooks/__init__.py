"""The acting path: decision tables, guard rails and the steps of each runbook."""
