"""The second factor of staff: codes of an authenticator app, asked before risky acts."""

from accounts.factor.gate import (
    factor_ask,
    factor_kept,
    second_factor_check,
    second_factor_required,
)

__all__ = ["factor_ask", "factor_kept", "second_factor_check", "second_factor_required"]
