"""The stand-in as a process, and a provider that answers nonsense."""

from tests.egov import crooked, egov, egov_process  # noqa: F401
