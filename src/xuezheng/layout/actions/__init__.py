"""What may be done to layout plans: villages taken, plans made, solved, changed, locked; heard, consulted, adopted, withdrawn."""
