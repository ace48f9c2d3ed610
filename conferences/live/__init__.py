"""Following a conference as it goes on: no held connections, a small answer every few seconds.

Each process keeps what was read of a conference for a second, so that thousands of watchers cost
one reading a second, and most of them learn that nothing has changed.
"""

from conferences.live.readings import live_token

__all__ = ["live_token"]
