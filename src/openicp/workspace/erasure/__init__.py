"""Persons out of a workspace: what names them, where it stands, and files without it.

Comes in: names, addresses, numbers of a person. Goes out: the same files with a neutral name, moved into place as one
step that a dead process leaves to the next one. It never decides who is meant and reads no table: that is for the
actions.
"""
