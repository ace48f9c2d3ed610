"""The app registry entry of ``law``."""

from django.apps import AppConfig


class LawConfig(AppConfig):
    """Legal terms and the working calendar as versioned data; due dates as pure functions."""

    name = "law"
