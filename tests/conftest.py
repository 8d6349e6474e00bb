"""What the tests of the whole share: a demonstration city, built once by the command a newcomer runs."""

import pytest

from tests.demonstration import Demonstration, build


@pytest.fixture(scope="session")
def one_city(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """Suining, without pupils as persons, of another seed than the four cities. Who changes it takes a copy (`copied`).

    Tests that use it carry `xdist_group("one city")`, so that one worker builds it for all of them.
    """
    home = tmp_path_factory.mktemp("demonstration") / "one-city"
    return build(home, "--cities", "510900", "--pupils", "none", "--seed", "3")
