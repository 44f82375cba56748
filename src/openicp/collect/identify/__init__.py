"""Joins the companies of all sources, and makes the published tables from the loaded ones.

Comes in: loaded Parquet files of every source, known identities, what people decided about links. Goes out: one
stable ``account_id`` per company, published Parquet files, link proposals, findings. It never merges on likeness.
"""
