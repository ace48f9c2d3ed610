"""The hall: where a question stands, the stage screen and the speaker's view."""
