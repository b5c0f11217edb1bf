"""How an Odoo is called: JSON-2 from Odoo 19 on, JSON-RPC before, both over one careful HTTP connection."""
