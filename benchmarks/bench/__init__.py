"""How fast the product is, beside the package or the SQL that does the same.

Comes in: sizes and sections. Goes out: what was measured, kept as JSON, and ``docs/performance.md`` made from it. It
never reports a time whose result differs from that of what it is compared with.
"""
