"""The machinery of the acting path: what stands between a plan and the world, the same for every runbook."""
