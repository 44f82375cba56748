"""Views as short output for people.

Comes in: the plain data of a view. Goes out: lines on paper. They never compute a figure.
"""
