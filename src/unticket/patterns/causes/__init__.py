"""Why an issue happens, as far as anybody has said so: the known-error register, else what agents wrote on its tickets."""
