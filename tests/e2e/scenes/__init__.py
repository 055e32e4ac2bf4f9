"""Every page of the product in every state that people meet; `registry` lists them."""
