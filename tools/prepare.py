"""Brings database, translations and demo content up to date in one process (one Django start)."""

import os
import sys


def main() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    print("Preparing the database ...", flush=True)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("translations_compile", verbosity=0)
    call_command("demo", once=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.development")
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
