"""Documents that people pass on: PDF, pictures and slides of a report.

Comes in: a report's page, or its input. Goes out: bytes of a file. It asks no address, and writes nothing by itself.
"""
