"""Background work on procrastinate: thin tasks that call services and pass keys only."""
