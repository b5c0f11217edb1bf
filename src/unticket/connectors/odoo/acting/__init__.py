"""Acting in the help desk: looking at one ticket anew, writing on it, and telling how it came in."""
