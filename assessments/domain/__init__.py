"""Pure rules: catalogue, answers, route, findings, deadlines, life cycle, revision content.

Standard library only. No clock, no input or output, no Django: everything is a function of its arguments.
"""
