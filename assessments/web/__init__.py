"""The pages: addresses, forms, what a page shows. What the application does is in `services`."""
