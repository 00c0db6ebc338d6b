"""The same M/M/4 queue in SimPy, ciw and the lab's simulator, in one run: customers per second and mean wait.

python3 -m venv /tmp/queueing && /tmp/queueing/bin/pip install simpy ciw
npx tsc -p tsconfig.json && /tmp/queueing/bin/python scaling/bench/queueing.py
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import ciw
import simpy

SERVERS = 4
UTILIZATION = 0.8
MEAN_SERVICE = 1.0
CUSTOMERS = 200_000
ARRIVAL_RATE = SERVERS * UTILIZATION / MEAN_SERVICE


def erlang_wait() -> float:
    """Mean wait by Erlang C, in mean service times."""
    blocking = 1.0
    offered = SERVERS * UTILIZATION
    for count in range(1, SERVERS + 1):
        blocking = offered * blocking / (count + offered * blocking)
    waits = blocking / (1 - UTILIZATION * (1 - blocking))
    return waits * MEAN_SERVICE / (SERVERS * (1 - UTILIZATION))


def simpy_wait(seed: int) -> float:
    """Mean wait of CUSTOMERS customers in SimPy."""
    draws = random.Random(seed)
    waits: list[float] = []
    environment = simpy.Environment()
    workers = simpy.Resource(environment, capacity=SERVERS)

    def customer() -> simpy.events.ProcessGenerator:
        arrived = environment.now
        with workers.request() as turn:
            yield turn
            waits.append(environment.now - arrived)
            yield environment.timeout(draws.expovariate(1 / MEAN_SERVICE))

    def source() -> simpy.events.ProcessGenerator:
        for _ in range(CUSTOMERS):
            yield environment.timeout(draws.expovariate(ARRIVAL_RATE))
            environment.process(customer())

    environment.process(source())
    environment.run()
    return sum(waits) / len(waits)


def ciw_wait(seed: int) -> float:
    """Mean wait of CUSTOMERS customers in ciw."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(ARRIVAL_RATE)],
        service_distributions=[ciw.dists.Exponential(1 / MEAN_SERVICE)],
        number_of_servers=[SERVERS],
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(CUSTOMERS)
    waits = [record.waiting_time for record in simulation.get_all_records()]
    return sum(waits) / len(waits)


def main() -> int:
    """Prints one line per simulator, theory first."""
    print(f"M/M/{SERVERS} at {UTILIZATION}: Erlang C mean wait {erlang_wait():.4f}", flush=True)
    for name, wait in (("SimPy", simpy_wait), ("ciw", ciw_wait)):
        start = time.process_time()
        mean = wait(1)
        rate = CUSTOMERS / (time.process_time() - start)
        print(f"{name}: {rate:,.0f} customers/s, mean wait {mean:.4f}", flush=True)
    root = Path(__file__).resolve().parents[2]
    bench = root / "build" / "scaling" / "bench" / "simulate.js"
    if not bench.exists():
        print(f"{bench} is missing: compile with npx tsc -p tsconfig.json", file=sys.stderr)
        return 1
    return subprocess.run(["node", str(bench)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
