"""Audit trails to bend: in memory, where much can be tried, and in a real database under every right of its owner."""
