"""The moderator's console: the queue of a conference while it goes on, in the CMS."""
