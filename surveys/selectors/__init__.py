"""Reading surveys, one file a story."""

from surveys.selectors.public import keys_of, survey_get, survey_list, survey_of, survey_rows

__all__ = ["keys_of", "survey_get", "survey_list", "survey_of", "survey_rows"]
