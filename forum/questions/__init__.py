"""Questions: the answer that is accepted, what is useful, who has the same problem, who tried it."""
