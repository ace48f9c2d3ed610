"""What stays after a conference: minutes, downloads, feed and calendar."""
