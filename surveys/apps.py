"""The app registry entry of ``surveys``."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Surveys of state bodies."""

    name = "surveys"
