"""Nobody here exists: names, identity numbers, phones; and the numbers of places add up."""

from __future__ import annotations

from collections import Counter, defaultdict

from neighborcare.demo import Street
from neighborcare.demo.names import FEMALE, MALE, REGION, SURNAMES, check_digit
from neighborcare.demo.plan import COMMUNITIES, STAT_DATES


def test_identity_numbers_are_of_no_region_and_yet_well_formed(street: Street) -> None:
    numbers = [str(row["id_number"]) for row in street.tables["key_people"] if row["id_number"]]
    assert len(numbers) > 2000
    assert REGION == "999999"
    for number in numbers:
        assert len(number) == 18
        assert number.startswith(REGION)
        assert number[17] == check_digit(number[:17])


def test_one_identity_number_one_person(street: Street) -> None:
    numbers = [row["id_number"] for row in street.tables["key_people"] if row["id_number"]]
    assert len(set(numbers)) == len(numbers)


def test_check_digit_by_the_textbook() -> None:
    assert check_digit("11010519491231002") == "X"


def test_phones_are_not_given_out_to_anybody(street: Street) -> None:
    assert all(str(row["phone"]).startswith("1990000") for row in street.tables["key_people"])


def test_names_are_made_of_the_list_and_belong_to_one_person(street: Street) -> None:
    names = [str(row["name"]) for table in ("staff", "key_people") for row in street.tables[table]]
    assert len(set(names)) == len(names)
    for name in names:
        assert name[0] in SURNAMES
        assert set(name[1:]) <= set(MALE) | set(FEMALE)


def test_grids_add_up_to_their_community(street: Street) -> None:
    for plan in COMMUNITIES:
        grids = [row for row in street.tables["grids"] if row["community_id"] == plan.id]
        assert sum(int(str(row["households"])) for row in grids) == plan.households
        assert sum(int(str(row["population"])) for row in grids) == plan.population


def test_population_and_buildings_add_up_to_their_grid(street: Street) -> None:
    people: Counter[object] = Counter()
    elders: dict[object, Counter[int]] = defaultdict(Counter)
    for row in street.tables["population"]:
        if row["stat_date"] == STAT_DATES[-1]:
            count, start = int(str(row["count"])), int(str(row["age_band"]).split("-")[0].rstrip("+"))
            people[row["grid_id"]] += count
            for age in (60, 65, 80):
                elders[row["grid_id"]][age] += count if start >= age else 0
    for grid in street.tables["grids"]:
        buildings = [row for row in street.tables["buildings"] if row["grid_id"] == grid["grid_id"]]
        assert people[grid["grid_id"]] == grid["population"]
        assert sum(int(str(row["households"])) for row in buildings) == grid["households"]
        for age in (60, 65, 80):
            assert (
                sum(int(str(row[f"elders_{age}_count"])) for row in buildings) == elders[grid["grid_id"]][age]
            )


def test_files_are_mostly_but_not_always_complete(street: Street) -> None:
    fields = ("name", "id_number", "sex", "birth_date", "household_id", "building_id", "filed_date")
    full = [all(row[field] for field in fields) for row in street.tables["key_people"]]
    assert 0.85 < sum(full) / len(full) < 0.99


def test_the_street_says_that_it_is_a_demonstration(street: Street) -> None:
    assert all("演示数据" in str(row["street_name"]) for row in street.tables["communities"])
    assert all("演示数据" in str(row["brand_name"]) for row in street.tables["communities"])
