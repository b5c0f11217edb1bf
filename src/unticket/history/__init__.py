"""The local copy of the desk: kept in step by `sync`, read as a columnar table by every analysis."""
