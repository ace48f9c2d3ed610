"""Every limit of drafts, files, payloads and codes, in one place."""

from datetime import timedelta

KILO, MEGA = 1024, 1024 * 1024

DRAFT_BYTES = 200_000

FILE_BYTES = 10 * MEGA
FILES_PER_DRAFT = 5
DRAFT_FILES_BYTES = 25 * MEGA
FILE_NAME_LENGTH = 80
PICTURE_PIXELS = 50_000_000
OFFICE_ENTRIES = 5_000
OFFICE_UNPACKED_BYTES = 250 * MEGA

# A request: all the files of one draft and the words around them.
BODY_BYTES = DRAFT_FILES_BYTES + 3 * MEGA
DRAIN_SECONDS = 10

PAYLOAD_LIFE = timedelta(minutes=30)
PAYLOAD_KEPT = timedelta(days=1)
SHORT_VALUE_BYTES = 80
SHORT_FIELDS_BYTES = 600

CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
CODE_PAUSE = timedelta(seconds=60)
HOUR, DAY = 60 * 60, 24 * 60 * 60
# (scope, limit, seconds); a street or an office may share one address.
CODE_RATES_PERSON = [("sms-person", 10, HOUR), ("sms-person-day", 30, DAY)]
CODE_RATES_PHONE = [("sms-phone", 10, HOUR), ("sms-phone-day", 30, DAY)]
CODE_RATES_ADDRESS = [("sms-address", 60, HOUR)]

# A signature made by NCALayer has some 10 KB with its time stamp; base64 adds a third.
EDS_BYTES = 96 * KILO
EDS_RATES_PERSON = [("eds-person", 20, HOUR), ("eds-person-day", 60, DAY)]
EDS_RATES_ADDRESS = [("eds-address", 200, HOUR)]
# A signature that waits for its certificate's status: how often and how long.
PENDING_PAUSE = timedelta(minutes=2)
PENDING_PAUSE_LONGEST = timedelta(hours=1)
PENDING_LIFE = timedelta(days=3)

# Checking a receipt or a text on the public page: by check address, and by the visitor's.
CHECK_TEXT_LENGTH = 100_000
CHECK_RATES_TOKEN = [("check-token", 20, HOUR), ("check-token-day", 60, DAY)]
CHECK_RATES_ADDRESS = [("check-address", 120, HOUR)]
