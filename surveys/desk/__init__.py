"""The editors' desk: surveys made, written, tried out, sent to a moderator, closed, concluded."""
