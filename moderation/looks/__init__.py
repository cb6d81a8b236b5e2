"""Who may see whose a post is that is signed « Une PME », and the log of each look."""
