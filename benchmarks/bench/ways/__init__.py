"""Programs that do a job, one process each: ours, and the ones they are compared with.

Comes in: folders on the command line. Goes out: results in a folder, and the seconds of the work. They share nothing
but the inputs.
"""
