"""The labelled sentences: how often screening is right, class by class."""

import pytest

from bench.screening import labelled, score
from moderation.screening import CLASSES
from moderation.screening.lists import lists_sown

# The least precision and recall of each class; a detector may only get better.
LEAST = {
    "iin": (1.0, 1.0),
    "bin": (1.0, 1.0),
    "phone": (1.0, 1.0),
    "email": (1.0, 1.0),
    "card": (1.0, 1.0),
    "iban": (1.0, 1.0),
    "address": (0.95, 0.95),
    "person": (0.95, 0.95),
    "obscene": (0.95, 0.95),
    "threat": (0.95, 0.95),
    "hatred": (0.93, 0.95),
    "unreadable": (0.95, 0.9),
    "abbreviation": (0.95, 0.95),
    "shouting": (0.95, 0.95),
    "topic": (0.95, 0.95),
}
LEAST_SPELLING = (0.95, 0.85)


@pytest.fixture(scope="module")
def result():
    return score(labelled(), lists_sown())


def test_there_are_enough_sentences_in_each_language(result):
    assert sum(result.texts.values()) >= 450
    assert min(result.texts[language] for language in ("kk", "ru", "en")) >= 140


def test_places_of_the_labels_are_in_their_texts():
    for row in labelled():
        for one in row["marks"]:
            assert one["class"] in CLASSES
            assert row["text"][one["start"] : one["end"]].strip(), row["id"]


def test_half_of_the_sentences_are_clean_ones():
    rows = list(labelled())
    assert sum(not row["marks"] for row in rows) > 200


@pytest.mark.parametrize("name", LEAST)
def test_a_class_is_right_often_enough(result, name):
    found = result.scores[name]
    wrong = [one for one in result.wrong if one[1] == name]
    assert found.precision >= LEAST[name][0], wrong
    assert found.recall >= LEAST[name][1], wrong
    assert found.labelled >= 3


@pytest.mark.slow
def test_mistakes_are_found_and_right_words_are_not():
    found = score(labelled("spelling"), lists_sown(), spelling=True).scores["spelling"]
    assert found.precision >= LEAST_SPELLING[0]
    assert found.recall >= LEAST_SPELLING[1]
