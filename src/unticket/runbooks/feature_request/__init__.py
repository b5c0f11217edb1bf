"""The runbook for wishes: recognises them, thanks for them, and puts them on the product list."""
