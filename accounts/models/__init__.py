"""People and their rights, letters of agencies, second factors, readings of identities."""

from accounts.models.datarequest import DataRequest
from accounts.models.device import Device
from accounts.models.duty import ArchiveDuty
from accounts.models.factor import RecoveryCode, SecondFactor
from accounts.models.identity import IdentityView
from accounts.models.pages import AccessFormField, AccessFormPage
from accounts.models.people import User, Vault
from accounts.models.requests import AccessCheck, AccessRequest
from accounts.models.roles import AGENCY_KINDS, Role, RoleKind, RoleQuerySet, RosterConfirmation
from accounts.models.rules import AccessRules

__all__ = [
    "AGENCY_KINDS",
    "AccessCheck",
    "AccessFormField",
    "AccessFormPage",
    "AccessRequest",
    "AccessRules",
    "ArchiveDuty",
    "DataRequest",
    "Device",
    "IdentityView",
    "RecoveryCode",
    "Role",
    "RoleKind",
    "RoleQuerySet",
    "RosterConfirmation",
    "SecondFactor",
    "User",
    "Vault",
]
