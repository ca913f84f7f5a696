import pytest

from neighborcare.intake.degrees import rewritten


@pytest.mark.parametrize(
    ("cell", "degrees"),
    [
        ("115°12′36″E", 115.21),
        ("北纬30度15分", 30.25),
        ("东经115°12'36\"", 115.21),
        ("115.21°", 115.21),
        ("E115.21", 115.21),
        ("W 3.5", -3.5),
        ("115°75′", None),
        ("约115", None),
    ],
)
def test_an_angle(cell: str, degrees: float | None) -> None:
    found = rewritten([cell]).get(cell)
    assert (found and float(found)) == (degrees and pytest.approx(degrees))
