"""What a watcher gets: the same by the early middleware and by the documented route."""

import re

from django.http import HttpRequest, HttpResponse

from conferences.live.keeping import reading_of

SINCE = re.compile(r"(?:^|&)since=(\d{1,15})(?:&|$)")


def live_answer(request: HttpRequest, key: str) -> HttpResponse | None:
    """304 when the watcher has it all, else what changed; None when there is no such conference.

    A ``since`` that we never gave is as good as none: everything is told.
    """
    reading = reading_of(key)
    if reading is None:
        return None
    if _knows(request.META.get("HTTP_IF_NONE_MATCH", ""), reading.generation):
        answer = HttpResponse(status=304)
        del answer["Content-Type"]
    else:
        found = SINCE.search(request.META.get("QUERY_STRING", ""))
        packed = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
        body = reading.body(int(found[1]) if found else None, packed=packed)
        answer = HttpResponse(body, content_type="application/json; charset=utf-8")
        answer["Content-Length"] = str(len(body))
        if packed:
            answer["Content-Encoding"] = "gzip"
    answer["ETag"] = reading.etag
    answer["Cache-Control"] = "no-cache"
    answer["Vary"] = "Accept-Encoding"
    return answer


def _knows(asked: str, generation: str) -> bool:
    """``If-None-Match`` names our generation, or anything (RFC 9110, 13.1.2); compared weakly."""
    return asked.strip() == "*" or f'"{generation}"' in asked
