"""Attacks on who signed."""

from standins.nca import oids
from tests.signing.eds.attacks.table import attack
from tests.signing.eds.scene import BIN, IIN, OTHER_IIN, Scene, Trial, signed


@attack("iin_mismatch")
def wrong_iin(there: Scene) -> Trial:
    return Trial(signed(there), demand={"iin": OTHER_IIN})


@attack("iin_missing")
def two_iins(there: Scene) -> Trial:
    subject = [(oids.COMMON_NAME, "БІР ЕКІ")] + [
        (oids.SERIAL_NUMBER, f"IIN{iin}") for iin in (IIN, OTHER_IIN)
    ]
    return Trial(signed(there, there.authority.person(subject=subject)))


@attack("iin_missing")
def iin_of_eleven_digits(there: Scene) -> Trial:
    return Trial(signed(there, there.authority.person(IIN[:11])))


@attack("subject_type")
def employee_for_a_personal_act(there: Scene) -> Trial:
    return Trial(signed(there, there.authority.employee(IIN, BIN)))


@attack("subject_type")
def bin_beside_the_owner_individual(there: Scene) -> Trial:
    subject = [(oids.SERIAL_NUMBER, f"IIN{IIN}"), (oids.ORGANIZATIONAL_UNIT, f"BIN{BIN}")]
    return Trial(signed(there, there.authority.person(subject=subject)))


@attack("subject_type")
def person_for_an_agency(there: Scene) -> Trial:
    return Trial(signed(there), demand={"owner": "organisation"})


@attack("role_not_accepted")
def ordinary_employee_for_an_agency(there: Scene) -> Trial:
    leaf = there.authority.employee(IIN, BIN, role="employee")
    return Trial(signed(there, leaf), demand={"owner": "organisation", "bin": BIN})


@attack("bin_mismatch")
def head_of_another_agency(there: Scene) -> Trial:
    leaf = there.authority.employee(IIN, "000140000001")
    return Trial(signed(there, leaf), demand={"owner": "organisation", "bin": BIN})


@attack("bin_missing")
def two_bins(there: Scene) -> Trial:
    subject = [(oids.SERIAL_NUMBER, f"IIN{IIN}")] + [
        (oids.ORGANIZATIONAL_UNIT, f"BIN{number}") for number in (BIN, "000140000001")
    ]
    leaf = there.authority.employee(IIN, BIN, subject=subject)
    return Trial(signed(there, leaf), demand={"owner": "organisation"})


@attack("ess_mismatch")
def certificate_substituted_same_key(there: Scene) -> Trial:
    twin = there.authority.person(OTHER_IIN, key=there.leaf.key)
    blob = signed(there, certificates=[twin.certificate_der], sid=twin)
    return Trial(blob, demand={"iin": OTHER_IIN})


@attack("key_usage")
def authentication_certificate(there: Scene) -> Trial:
    return Trial(signed(there, there.authority.auth_person(IIN)))


@attack("key_purpose")
def signing_bits_but_client_authentication(there: Scene) -> Trial:
    purposes = (oids.EMAIL_PROTECTION, oids.CLIENT_AUTH, oids.INDIVIDUAL)
    return Trial(signed(there, there.authority.person(IIN, purposes=purposes)))


@attack("key_purpose")
def no_purpose_at_all(there: Scene) -> Trial:
    return Trial(signed(there, there.authority.person(IIN, purposes=(oids.INDIVIDUAL,))))
