"""A desk to try everything on, served over the real protocols; it touches nothing that is configured."""
