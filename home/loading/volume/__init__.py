"""As many applications as the real portal has, for measuring.

``plan`` says what each application is, ``texts`` what it says, ``rows`` makes its rows (in
processes of their own), ``tables`` writes rows as the database likes them, ``run`` puts it
together.
"""
