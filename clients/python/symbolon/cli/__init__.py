"""The `symbolon` command."""
