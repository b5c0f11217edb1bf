"""Durable runs: each step recorded, nothing lost when a worker dies, on a SQLite file or a PostgreSQL server."""
