"""How good a model is on labelled postings, how sure those figures are, and calibrating it on them."""
