"""Tests of the catalogue: reading editions and cases, every fault that is reported, and the published edition."""
