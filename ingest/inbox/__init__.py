"""Uploads on their way into a base: spooled to the disk at once, read in a process apart, and stored once a person says so.

Whoever shows the inbox calls: `staging.receive` (a file that comes piece by piece) or `staging.stage` (a stream);
`kb.jobs.queue.list_jobs`, `count_jobs`, `one_job`; `approve` (the worker stores), `retry`, and `drop` with `staging.remove`;
`working.correct`; `staging.spooled` and `working.parsed_of`, the file and its text, to be looked at before anything is stored.
"""
