"""A senior school: what students may choose, the classes formed from it, and invented schools to try it on."""
