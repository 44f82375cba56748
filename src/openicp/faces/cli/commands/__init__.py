"""One module per command: parse, one action, one view.

Comes in: arguments. Goes out: the view of one action. They never compute.
"""
