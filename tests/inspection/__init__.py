"""Tests of the look at files of evidence."""
