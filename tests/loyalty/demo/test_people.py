from loyalty.demo.people import person_of
from loyalty.members.normal import normal_form


def test_a_household_is_always_the_same_person() -> None:
    assert person_of("915") == person_of("915")


def test_nobody_shares_a_contact_and_none_is_real() -> None:
    # given everybody in the data
    people = [person_of(str(number)) for number in range(1, 2_501)]

    # then contacts are in normal form, each somebody's own, and of ranges and domains that nobody has
    for kind, values in (
        ("phone", [person.phone for person in people]),
        ("email", [person.email for person in people]),
        ("card", [person.card for person in people]),
    ):
        assert [normal_form(kind=kind, value=value) for value in values] == values
        assert len(set(values)) == len(people)
    assert all(person.phone.startswith("+7900000") and person.email.endswith("@example.com") for person in people)
    assert {person.household for person in people if person.wants_marketing} != {person.household for person in people}
