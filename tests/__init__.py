"""Tests of the whole: the rules of the house, and what a person sees in a browser. A folder's own tests are beside it."""
