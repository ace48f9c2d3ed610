"""Addresses of minutes, calendars and the feed."""

from django.urls import path

from conferences.after import calendar, feed, views

urlpatterns = [
    path("conferences/coming.ics", calendar.coming_calendar, name="conferences_calendar"),
    path("conferences/feed.xml", feed.conference_feed, name="conference_feed"),
    path("conferences/<slug:key>.ics", calendar.conference_calendar, name="conference_calendar"),
    path("conferences/<slug:key>/minutes/", views.minutes_page, name="conference_minutes"),
    path("conferences/<slug:key>/minutes.html", views.minutes_html, name="minutes_html"),
    path("conferences/<slug:key>/minutes.json", views.minutes_data, name="minutes_json"),
    path("conferences/<slug:key>/minutes.csv", views.minutes_table, name="minutes_csv"),
]
