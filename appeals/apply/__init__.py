"""Writing an application, step by step: forms, the draft behind them, the steps' views."""
