"""The Django project: settings, addresses, the entry for web servers."""
