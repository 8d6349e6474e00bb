"""Pages of seats: warnings, the forecast of an area, the back-test, the programme, what the forecast rests on."""
