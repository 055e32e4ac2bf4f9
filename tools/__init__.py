"""The project's commands behind ./run: set-up, database, start and checks. The product never imports this package."""
