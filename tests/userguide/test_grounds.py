"""The guide, the data of the law and the notices call the grounds by the same names."""

import json
from pathlib import Path

from django.utils.translation import override

import pytest

from law.models import StopGround

CONTENT = Path(__file__).resolve().parents[2] / "userguide" / "content"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_guide_names_its_three_grounds_as_the_law_s_data_do(language):
    words = (CONTENT / f"{language}.json").read_text(encoding="utf-8")
    grounds = StopGround.objects.filter(is_guide=True)
    assert grounds.count() == 3
    assert json.loads(words)["language"] == language
    with override(language):
        assert [ground.code for ground in grounds if str(ground) not in words] == []
