"""Regions, topics, agencies, offices and tenures, all plainly invented."""

from datetime import date

from django.utils import timezone

import factory
from factory.django import DjangoModelFactory

from agencies.models import Agency, AgencyGroup, Office, Region, Tenure, Topic


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ["key"]

    key = factory.Sequence(lambda n: f"region-{n}")
    name_kk = factory.Sequence(lambda n: f"Үлгі облысы {n}")
    name_ru = factory.Sequence(lambda n: f"Образцовая область {n}")
    name_en = factory.Sequence(lambda n: f"Sample Region {n}")


class AgencyGroupFactory(DjangoModelFactory):
    class Meta:
        model = AgencyGroup
        django_get_or_create = ["key"]

    key = "ministries"
    name_kk = "Министрліктер"
    name_ru = "Министерства"
    name_en = "Ministries"


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = Topic
        django_get_or_create = ["key"]

    key = factory.Sequence(lambda n: f"topic-{n}")
    name_kk = factory.Sequence(lambda n: f"Тақырып {n}")
    name_ru = factory.Sequence(lambda n: f"Тема {n}")
    name_en = factory.Sequence(lambda n: f"Topic {n}")


class AgencyFactory(DjangoModelFactory):
    """``closed=True``: no applications from citizens; ``signing=True``: answers need EDS."""

    class Meta:
        model = Agency

    class Params:
        closed = factory.Trait(
            accepts_applications=False,
            closed_reason_kk="Өтініш қабылдамайды",
            closed_reason_ru="Обращений не принимает",
            closed_reason_en="Takes no applications",
            handover_url="https://eotinish.kz/",
        )
        signing = factory.Trait(answers_signed_from=factory.LazyFunction(timezone.localdate))

    key = factory.Sequence(lambda n: f"agency-{n}")
    answers_signed_from = None
    bin = factory.Sequence(lambda n: f"{991200000000 + n:012d}")
    name_kk = factory.Sequence(lambda n: f"Үлгі министрлігі {n}")
    name_ru = factory.Sequence(lambda n: f"Министерство образцов {n}")
    name_en = factory.Sequence(lambda n: f"Ministry of Samples {n}")
    group = factory.SubFactory(AgencyGroupFactory)


class OfficeFactory(DjangoModelFactory):
    class Meta:
        model = Office

    key = factory.Sequence(lambda n: f"office-{n}")
    agency = factory.SubFactory(AgencyFactory)
    title_kk = factory.Sequence(lambda n: f"Үлгі министрі {n}")
    title_ru = factory.Sequence(lambda n: f"Министр образцов {n}")
    title_en = factory.Sequence(lambda n: f"Minister of Samples {n}")


class TenureFactory(DjangoModelFactory):
    """An open tenure since 2020; give ``ends_on`` for a former head."""

    class Meta:
        model = Tenure

    office = factory.SubFactory(OfficeFactory)
    person_kk = factory.Sequence(lambda n: f"Басшы Мысал {n}")
    person_ru = factory.Sequence(lambda n: f"Образцов Пример {n}")
    person_en = factory.Sequence(lambda n: f"Example Sampleton {n}")
    starts_on = date(2020, 1, 1)
