"""A simulated Moodle: its web services over real HTTP, computing the answers that a real one was seen to give."""
