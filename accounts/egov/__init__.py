"""Sign-in through eGov: plain OAuth 2, code flow, HTTP Basic at the token address."""
