"""Regions, topics, agencies, offices and who held them: the demo's registries."""

from datetime import date, timedelta
from typing import Any

from agencies.models import Agency, AgencyGroup, Office, Region, Tenure, Topic
from home.loading.content import columns, demo

NAMES = ("name",)


def bodies_load(today: date) -> str:
    """All registries. Returns a line for the reader of the console."""
    topics = _topics()
    agencies = _agencies(topics)
    offices = _offices(agencies, today)
    return f"{len(topics)} topics, {len(agencies)} agencies, {len(offices)} offices"


def _topics() -> dict[str, Topic]:
    return {
        entry["key"]: Topic.objects.update_or_create(
            key=entry["key"], defaults={"order": entry["order"], **columns(entry, *NAMES)}
        )[0]
        for entry in demo("topics")
    }


def _agencies(topics: dict[str, Topic]) -> dict[str, Agency]:
    made: dict[str, Agency] = {}
    for entry in sorted(demo("agencies"), key=lambda item: item["parent"] or ""):
        agency = Agency.objects.create(
            key=entry["key"],
            bin=entry["bin"],
            parent=made.get(entry["parent"]),
            group=_group(entry),
            region=_region(entry),
            accepts_applications=entry["accepts_applications"],
            handover_url=entry["handover_url"],
            answers_signed_from=None,
            **columns(entry, "name", "short_name", "closed_reason"),
        )
        agency.topics.set(topics[key] for key in entry["topics"])
        made[entry["key"]] = agency
    return made


def _group(entry: dict[str, Any]) -> AgencyGroup:
    known = list(dict.fromkeys(item["group"] for item in demo("agencies")))
    return AgencyGroup.objects.get_or_create(
        key=entry["group"],
        defaults={"order": known.index(entry["group"]), **_named(entry, "group_name")},
    )[0]


def _region(entry: dict[str, Any]) -> Region | None:
    if not entry["region"]:
        return None
    return Region.objects.get_or_create(key=entry["region"], defaults=_named(entry, "region_name"))[
        0
    ]


def _named(entry: dict[str, Any], name: str) -> dict[str, str]:
    return {f"name_{code}": entry[f"{name}_{code}"] for code in ("kk", "ru", "en")}


def _offices(agencies: dict[str, Agency], today: date) -> dict[str, Office]:
    made = {}
    for entry in demo("offices"):
        office = Office.objects.create(
            key=entry["key"],
            agency=agencies[entry["agency"]],
            order=entry["order"],
            **columns(entry, "title"),
        )
        for tenure in entry["tenures"]:
            Tenure.objects.create(
                office=office,
                starts_on=today + timedelta(days=tenure["start_days"]),
                ends_on=_day(today, tenure["end_days"]),
                **columns(tenure, "person"),
            )
        made[entry["key"]] = office
    return made


def _day(today: date, days: int | None) -> date | None:
    return None if days is None else today + timedelta(days=days)
