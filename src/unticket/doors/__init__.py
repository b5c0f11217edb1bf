"""The ways in: the command line, and later the hooks, the worker and the console."""
