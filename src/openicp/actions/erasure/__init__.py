"""What ``erase`` is made of: who is meant, where they stand, and each kind of file without them.

Comes in: a workspace and what somebody typed. Goes out: terms, places, files that wait to be moved into place. It moves
nothing itself: that is one step of the workspace.
"""
