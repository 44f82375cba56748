"""Which files are the same source, which of them counts, and what earlier ones said.

Comes in: drafts of files with their names and days. Goes out: the drafts that are loaded, each with its source. It
never reads a value's meaning.
"""
