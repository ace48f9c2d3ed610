"""Sign-in through eGov."""
