"""Tests of the pure rules: dates, conditions, route, verdicts, explanations, canonical form."""
