"""What a report is made from: numbers and names put where a person looks for them.

Comes in: an analysis of a run and the workspace. Goes out: the values of ``report.inputs``. It never computes a
statistic and never draws.
"""
