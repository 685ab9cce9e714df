"""`symbolon grade`."""
