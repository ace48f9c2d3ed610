"""Where the attacks are registered."""

from collections.abc import Callable

from tests.signing.eds.scene import Case

# name -> the code the policy must answer with, and how the attack is made
ATTACKS: dict[str, tuple[str, Case]] = {}


def attack(code: str) -> Callable[[Case], Case]:
    """Register a case under its name and the code it must be refused with."""

    def register(case: Case) -> Case:
        assert case.__name__ not in ATTACKS
        ATTACKS[case.__name__] = (code, case)
        return case

    return register
