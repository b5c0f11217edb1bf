"""The operational database: its tables, its migrations and what is kept in them."""
