"""What looking for garbage costs while a paper is set.

    python bench/typesetting.py [--rows 600] [--times 3] [--json]

The same table is set in a worker process as the hub starts it, and in one that looks for garbage
as often as Python does by itself. CPU seconds of the child, and the most memory it took.
"""

import argparse
import gc
import json
import resource
import sys
import time
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1]))

from hub.app.neighbours import PRELOADED
from hub.gateways.pdf import to_pdf
from hub.gateways.workers import Workers

PYTHONS_OWN: Final = (700, 10, 10)
WITHIN_S: Final = 300


def a_paper(rows: int) -> str:
    """Return a list of those present, as long as asked for."""
    lines = "".join(
        f"<tr><td>{number}</td><td>Xã Mỹ Lung</td><td>Nguyễn Văn {number}</td><td>08:01</td></tr>"
        for number in range(1, rows + 1)
    )
    style = "<style>td { border: 1px solid; padding: 2px }</style>"
    return (
        f"<html lang=vi><head><title>Danh sách</title>{style}</head><body><table><tbody>"
        f"{lines}</tbody></table></body></html>"
    )


def set_here(html: str, times: int, *, as_python_does: bool) -> tuple[float, float]:
    """Set a paper in this process; return CPU seconds for each time and the most memory in MB."""
    if as_python_does:
        gc.unfreeze()
        gc.set_threshold(*PYTHONS_OWN)
    began = time.process_time()
    for _ in range(times):
        to_pdf(html)
    took = (time.process_time() - began) / times
    return took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_a_child(html: str, times: int, *, as_python_does: bool) -> tuple[float, float]:
    """Do so in a fresh worker process."""
    workers = Workers(1, preload=PRELOADED)
    try:
        return workers.run(set_here, html, times, as_python_does=as_python_does, timeout_s=WITHIN_S)
    finally:
        workers.stop()


def main() -> None:
    """Measure and print."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--rows", type=int, default=600)
    wanted.add_argument("--times", type=int, default=3)
    wanted.add_argument("--json", action="store_true")
    asked = wanted.parse_args()
    html = a_paper(asked.rows)
    ours, our_mb = in_a_child(html, asked.times, as_python_does=False)
    pythons, pythons_mb = in_a_child(html, asked.times, as_python_does=True)
    found = {
        "rows": asked.rows,
        "cpu_s": round(ours, 2),
        "cpu_s_as_python_does": round(pythons, 2),
        "ratio": round(ours / pythons, 2),
        "memory_mb": round(our_mb),
        "memory_mb_as_python_does": round(pythons_mb),
    }
    print(json.dumps(found) if asked.json else "\n".join(f"{k}: {v}" for k, v in found.items()))


if __name__ == "__main__":
    from bench.typesetting import main as run  # the child has to find the function by this name

    run()
