"""The outside world to canonical tables.

Comes in: files, exports, lists as users have them. Goes out: canonical tables with identities, what was set aside
and what waits for a yes. It never measures anything.
"""
