"""The exchange format XHSTT: read with every fault named, written so that others can read it."""
