"""The product's promises as commands that anybody can run on an installation of their own: `python -m trust`.

A check tries to break one promise and counts what it tried and what went wrong. Its control does the same with the
defence switched off and has to find faults, or else the check proves nothing. Every check works on products and
databases of its own, on this machine only, and leaves nothing behind.
"""
