"""Roles, letters of agencies, yearly confirmations, readings of identities."""

from accounts.services.blocking import blocked_check, data_block, data_unblock, is_blocked
from accounts.services.datarequests import data_request_decide, data_request_send
from accounts.services.deciding import access_request_grant, access_request_refuse
from accounts.services.devices import device_end, devices_end_all, devices_prune
from accounts.services.duty import DutyInvalid, archive_duty_set
from accounts.services.erasing import data_erase, own_data_erase
from accounts.services.identity import Identity, identity_view
from accounts.services.preferences import language_set, name_shown_set
from accounts.services.reading import reading_note
from accounts.services.requests import (
    access_change_file,
    access_request_send,
    access_request_waiting,
)
from accounts.services.roles import operator_check, role_end, role_grant, roles_claim
from accounts.services.roster import roles_unconfirmed_end, roster_confirm

__all__ = [
    "DutyInvalid",
    "archive_duty_set",
    "blocked_check",
    "data_block",
    "data_erase",
    "data_unblock",
    "is_blocked",
    "own_data_erase",
    "reading_note",
    "Identity",
    "access_change_file",
    "access_request_grant",
    "access_request_refuse",
    "access_request_send",
    "access_request_waiting",
    "data_request_decide",
    "data_request_send",
    "device_end",
    "devices_end_all",
    "devices_prune",
    "identity_view",
    "language_set",
    "name_shown_set",
    "operator_check",
    "role_end",
    "role_grant",
    "roles_claim",
    "roles_unconfirmed_end",
    "roster_confirm",
]
