"""Turns titles into evidence for objectives: words, terms of the lexicon, learnt n-grams."""
