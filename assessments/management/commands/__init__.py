"""One command a file: arguments, input and output; what is computed stands in the layers below."""
