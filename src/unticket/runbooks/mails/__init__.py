"""How every runbook writes its mails: plain words in files that a desk may change, in English, Vietnamese, or both."""
