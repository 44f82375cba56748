"""The faces: parse, one action, one view.

Comes in: what a person or a program asks. Goes out: the view of one action, in words or as JSON. They never compute
and never touch data: everything comes through ``actions``.
"""
