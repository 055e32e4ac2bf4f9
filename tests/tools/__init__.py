"""Tests of the commands behind ./run."""
