"""The one socket of an open page, and the numbered streams it follows; knows no other app."""
