"""What the application does. Each writing function is one transaction; `access` is the one door for who sees what."""
