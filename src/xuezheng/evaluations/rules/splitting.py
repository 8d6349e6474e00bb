"""What the parts of a school share is split between them by weighted students."""


def split_shares(
    primary: float, junior: float, senior: float, *, junior_weight: float, senior_weight: float, senior_to_junior: float
) -> tuple[float, float]:
    """Shares of the primary and of the junior part in what the school's parts use together (areas, equipment, rooms).

    A nine-year school is split A : 1.1 B, a complete secondary school B : 1.2 C, a twelve-year school A : 1.1 B : 1.32 C.
    A part without students has no share; a school of one part keeps all.
    """
    if primary > 0:
        whole = primary + junior_weight * junior + senior_weight * senior
        return primary / whole, junior_weight * junior / whole
    whole = junior + senior_to_junior * senior
    return 0.0, junior / whole if whole > 0 else 0.0
