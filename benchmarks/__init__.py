"""Commands that print figures. They assert nothing."""
