"""A look at an uploaded file, in a process of its own with limits: is it what its name says? Nothing is unpacked."""
