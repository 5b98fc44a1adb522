"""The timetable: when the hub's jobs are done. The hub never imports it; its commands start it.

It runs as a thread of the single default process, or alone with `python -m scheduler`; never
twice at once, see `scheduler.leader`.
"""
