"""One module for each promise; the name of the module is the name of the check."""
