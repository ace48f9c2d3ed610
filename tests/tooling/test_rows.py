"""Tests with real transactions leave no trace, guarded rows included."""

from wagtail.models import Locale, Page

import pytest

from signing.models import Terms

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


@pytest.mark.parametrize("time", ["first", "second"])
def test_rows_of_migrations_are_there_each_time(time: str) -> None:
    words = list(Terms.objects.order_by("pk").values_list("version", "published_at"))
    assert words
    assert Locale.objects.exists()
    assert Page.objects.filter(depth=1).count() == 1
    Locale.objects.create(language_code=f"x-{time}")
    assert Locale.objects.filter(language_code__startswith="x-").count() == 1
