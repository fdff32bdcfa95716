from loyalty.limits.pace import Pace, Room


def _enter(pace: Pace, now: float, *, name: str = "key", per_second: int = 50) -> Room:
    """A call that ends at once."""
    room = pace.enter(name=name, per_second=per_second, now=now)
    if not room.wait:
        pace.leave(name=name)
    return room


def test_a_burst_and_then_the_rate() -> None:
    # given a key of 50 a second
    pace = Pace()
    # when it sends a hundred at once
    rooms = [_enter(pace, 0.0) for _call in range(101)]
    # then they go on, and the next one waits
    assert [room.wait for room in rooms] == [0] * 100 + [1]
    assert (rooms[0].burst, rooms[0].left, rooms[99].left, rooms[99].full_in) == (100, 99, 0, 2)
    # and a second later there is room for fifty more
    assert [_enter(pace, 1.0).wait for _call in range(51)] == [0] * 50 + [1]


def test_what_was_refused_costs_nothing() -> None:
    pace = Pace()
    for _call in range(500):
        _enter(pace, 0.0)
    assert _enter(pace, 0.02).wait == 0


def test_a_slow_rate_says_how_long() -> None:
    pace = Pace()
    assert [_enter(pace, 0.0, per_second=1).wait for _call in range(3)] == [0, 0, 1]
    assert _enter(pace, 1.0, per_second=1).wait == 0


def test_names_do_not_share() -> None:
    pace = Pace()
    for _call in range(101):
        _enter(pace, 0.0)
    assert _enter(pace, 0.0, name="other").wait == 0


def test_twenty_run_at_once() -> None:
    # given twenty calls that have not ended
    pace = Pace()
    rooms = [pace.enter(name="key", per_second=50, now=0.0) for _call in range(21)]
    assert [room.wait for room in rooms] == [0] * 20 + [1]
    # when one ends
    pace.leave(name="key")
    # then there is room for one
    assert [pace.enter(name="key", per_second=50, now=0.0).wait for _call in range(2)] == [0, 1]


def test_the_smallest_rate_lets_one_run() -> None:
    assert Pace().enter(name="key", per_second=1, now=0.0).wait == 0
