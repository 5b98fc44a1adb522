import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from hub.core.errors import InvalidInput
from hub.core.text import use_locale
from hub.core.unit_of_work import inside_unit_of_work
from hub.gateways.workers import JobBroke, WorkerFailed, Workers, WorkersBusy
from tests.gateways import jobs_for_workers as jobs


@pytest.fixture(scope="module")
def workers():
    workers = Workers(2)
    yield workers
    workers.stop()


def test_a_function_is_called_in_another_process(workers):
    assert workers.run(jobs.add, 2, b=3) == 5
    assert workers.run(jobs.whoami) in workers.process_ids()
    assert os.getpid() not in workers.process_ids()
    assert workers.alive()


def test_large_arguments_and_results_come_through(workers):
    assert len(workers.run(jobs.big, 20_000_000)) == 20_000_000
    assert workers.run(len, b"y" * 20_000_000) == 20_000_000


def test_the_child_speaks_the_readers_language(workers):
    assert workers.run(jobs.locale) == "vi"
    with use_locale("en"):
        assert workers.run(jobs.locale) == "en"


def test_a_refusal_comes_back_as_itself(workers):
    with use_locale("en"), pytest.raises(jobs.NoSuchSheet) as refusal:
        workers.run(jobs.refuse, "Điểm danh")
    assert refusal.value.values == {"name": "Điểm danh"}
    assert "Điểm danh" in refusal.value.sentence
    with pytest.raises(InvalidInput) as mistakes:
        workers.run(jobs.refuse_fields)
    assert mistakes.value.fields == {"title": "Hãy nhập tên hội nghị."}


def test_a_mistake_in_the_program_is_not_called_unavailable(workers):
    before = workers.process_ids()
    with pytest.raises(JobBroke, match="ZeroDivisionError"):
        workers.run(jobs.break_down)
    with pytest.raises(JobBroke, match="pickle"):
        workers.run(jobs.not_picklable)
    assert workers.process_ids() == before


def test_a_killed_child_is_replaced(workers):
    before = workers.process_ids()
    with pytest.raises(WorkerFailed):
        workers.run(jobs.die)
    assert len(set(workers.process_ids()) - set(before)) == 1
    assert workers.run(jobs.add, 1, 1) == 2


def test_a_child_killed_while_idle_is_replaced_before_the_next_job(workers):
    for process_id in workers.process_ids():
        os.kill(process_id, signal.SIGKILL)
    time.sleep(0.2)
    assert not workers.alive()
    assert [workers.run(jobs.add, 1, n) for n in range(4)] == [1, 2, 3, 4]
    assert workers.run(jobs.add, 1, 1) == 2


def test_a_hanging_child_is_killed_and_replaced(workers):
    workers.run(jobs.add, 1, 1)
    before = workers.process_ids()
    with pytest.raises(WorkerFailed):
        workers.run(jobs.hang, timeout_s=0.3)
    gone = set(before) - set(workers.process_ids())
    assert len(gone) == 1
    assert not Path(f"/proc/{gone.pop()}").exists()
    assert workers.run(jobs.add, 1, 1) == 2


def test_a_child_does_not_eat_all_memory(workers):
    with pytest.raises(WorkerFailed):
        workers.run(jobs.eat_memory)
    assert workers.run(jobs.add, 1, 1) == 2


def test_who_waits_too_long_is_told_that_the_hub_is_busy():
    workers = Workers(1, queue_s=0.2)
    workers.run(jobs.add, 1, 1)
    failures: list[Exception] = []

    def occupy() -> None:
        try:
            workers.run(jobs.hang, timeout_s=3)
        except Exception as error:
            failures.append(error)

    thread = threading.Thread(target=occupy)
    thread.start()
    time.sleep(0.2)
    with pytest.raises(WorkersBusy):
        workers.run(jobs.add, 1, 1)
    workers.stop()
    thread.join()
    assert [type(failure) for failure in failures] == [WorkerFailed]
    assert not workers.alive()


def test_work_is_not_done_inside_a_unit_of_work(workers):
    token = inside_unit_of_work.set(True)
    try:
        with pytest.raises(RuntimeError, match="unit of work"):
            workers.run(jobs.add, 1, 1)
    finally:
        inside_unit_of_work.reset(token)


GEVENT = """
from gevent import monkey; monkey.patch_all()
import sys, time, gevent
from hub.gateways.workers import Workers, WorkerFailed
from tests.gateways import jobs_for_workers as jobs

if __name__ == "__main__":
    workers = Workers(2, preload=["weasyprint"])
    workers.start()
    assert workers.run(jobs.patched) is False
    lags = []
    def tick():
        while True:
            before = time.monotonic()
            gevent.sleep(0.005)
            lags.append(time.monotonic() - before - 0.005)
    gevent.spawn(tick)
    began = time.monotonic()
    pages = [gevent.spawn(workers.run, jobs.weasyprint_page, 150) for _ in range(2)]
    gevent.joinall(pages, raise_error=True)
    assert all(page.value > 1000 for page in pages)
    print(max(lags) / (time.monotonic() - began))
    try:
        workers.run(jobs.die)
    except WorkerFailed:
        assert workers.run(jobs.add, 1, 1) == 2
    try:
        workers.run(jobs.hang, timeout_s=0.3)
    except WorkerFailed:
        assert workers.run(jobs.add, 1, 1) == 2
    waiting = gevent.spawn(workers.run, jobs.hang)
    gevent.sleep(0.2)
    waiting.kill()  # its reader went away: the child is not left in the middle of a job
    assert [workers.run(jobs.add, 1, n) for n in range(3)] == [1, 2, 3]
    workers.stop()
    print("stopped")
"""


@pytest.mark.slow
def test_the_loop_keeps_ticking_while_pages_are_set(tmp_path):
    program = tmp_path / "hub_like.py"
    program.write_text(GEVENT)
    done = subprocess.run(
        [sys.executable, str(program)],
        capture_output=True, text=True, timeout=120, check=False,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    longest_pause, last = done.stdout.split()
    assert last == "stopped"
    # set in the loop itself, each of the two pages would pause it for half of the time
    assert float(longest_pause) < 0.3


@pytest.mark.slow
def test_children_leave_when_their_parent_is_killed(tmp_path):
    note = tmp_path / "child"
    program = textwrap.dedent(f"""
        import threading, time
        from hub.gateways.workers import Workers
        from tests.gateways import jobs_for_workers as jobs
        workers = Workers(2)
        print(workers.run(jobs.whoami), flush=True)
        workers.run(jobs.write_and_hang, {str(note)!r}, timeout_s=1)
    """)
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    idle_or_busy = {int(parent.stdout.readline())}
    while not (note.exists() and note.read_text()):
        time.sleep(0.02)
    idle_or_busy.add(int(note.read_text()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    for _ in range(200):
        if not any(_running(process_id) for process_id in idle_or_busy):
            break
        time.sleep(0.1)
    assert not any(_running(process_id) for process_id in idle_or_busy)


def _running(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
