"""What stands behind a recurring issue: people, agents' time, impact, trend, what a broadcast had saved. All issues at once.

Every function takes `groups`, a frame of (key, issue) with a ticket in at most one issue, beside the frames that it reads,
in any order of rows, and answers for each issue of `groups`.
"""
