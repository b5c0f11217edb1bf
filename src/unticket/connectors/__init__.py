"""One folder a product. A connector implements a port, translates its product's errors once, and knows no other connector."""
