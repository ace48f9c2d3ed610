"""What the author does on the page of an application: forms without script, one verb each."""
