"""The part of reading that runs in a child process, because foreign files are hostile.

Comes in: the path of a user's file and a folder of ours. Goes out: one clean UTF-8 CSV per table, what was set aside,
and findings, as JSON. It never decides what a column means, and nothing of it runs in the user's process.
"""
