"""The nouns as frozen values and their algebra.

Comes in: nothing. Goes out: values that every other room may speak of. It never reads, writes or computes
statistics, and importing it loads neither NumPy nor an engine.
"""
