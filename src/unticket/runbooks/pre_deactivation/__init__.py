"""The pre-deactivation warning: who is about to lose their account to the rule for unused ones hears of it in time, once."""
