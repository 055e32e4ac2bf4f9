"""Commands for people who run or test the product."""
