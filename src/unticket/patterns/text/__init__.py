"""Reading a ticket's text: what a person sees of it, which words are the writer's own, in which language."""
