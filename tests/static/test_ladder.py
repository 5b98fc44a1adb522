"""The ladder of a weak line, look by look: the module itself, run by node."""

import json
import subprocess
from pathlib import Path

LADDER = Path(__file__).parents[2] / "static/js/modules/rooms/ladder.js"
RUN = """
const { Ladder } = await import(process.argv[1]);
const { looks, options } = JSON.parse(process.argv[2]);
const ladder = new Ladder(options);
const rungs = [];
for (const look of looks) {
  const step = ladder.look({ bad: look === "b", good: look === "g" });
  if (step === "down") ladder.fall();
  if (step === "up") ladder.rise();
  rungs.push(ladder.rung);
}
console.log(JSON.stringify({ rungs, hold: ladder.hold }));
"""


def climb(looks: str, **options: int) -> tuple[list[int], int]:
    """Return the rung after each look (b bad, g good, - neither) and the patience at the end."""
    given = json.dumps({"looks": list(looks), "options": {"lowest": 4, **options}})
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", RUN, LADDER.as_uri(), given],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    return found["rungs"], found["hold"]


def test_one_bad_look_is_chance_two_are_a_weak_line() -> None:
    assert climb("b-bb")[0] == [0, 0, 0, 1]


def test_every_fall_doubles_the_patience_before_the_next_rise() -> None:
    rungs, hold = climb("bb" + "g" * 10 + "bb" + "g" * 20)
    assert rungs[1] == 1 and rungs[10] == 1 and rungs[11] == 0
    assert rungs[13] == 1 and rungs[32] == 1 and rungs[33] == 0
    assert hold == 20


def test_patience_ends_at_two_minutes_and_a_long_calm_forgets() -> None:
    assert climb("bb" * 6)[1] == 60
    assert climb("bb" * 6 + "g" * 1000)[1] == 5


def test_a_look_that_is_neither_begins_the_waiting_again() -> None:
    assert climb("bb" + "g" * 9 + "-" + "g" * 9)[0][-1] == 1


def test_nothing_rises_above_what_people_chose_nor_falls_below_the_lowest() -> None:
    assert climb("g" * 30, least=2)[0][-1] == 2
    assert climb("bb" * 10)[0][-1] == 4


def test_the_line_test_decides_where_to_begin() -> None:
    assert climb("-", begin=3)[0] == [3]


def test_each_rung_asks_for_the_next_smaller_picture_and_a_shared_screen_stays_readable() -> None:
    sizes = """
    const { sizeOn } = await import(process.argv[1]);
    const of = (options) => [0, 1, 2].map((rung) => sizeOn(rung, options));
    const asked = [{}, { isScreen: true }, { isScreen: true, simulcast: true }];
    console.log(JSON.stringify(asked.map(of)));
    """
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", sizes, LADDER.with_name("layers.js").as_uri()],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [
        ["main", "middle", "thumb"],
        ["main", "main", "main"],
        ["main", "middle", "middle"],
    ]
