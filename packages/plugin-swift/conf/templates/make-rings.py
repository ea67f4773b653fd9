"""Writes the rings: on which server, and in which directory there, a part of the accounts, containers and objects is."""

import sys

from swift.common.ring import RingBuilder

PART_POWER = 9
REPLICAS = 1
HOURS_BETWEEN_MOVES = 1
# The same servers always give the same rings.
SEED = 42

directory, device, address, *servers = sys.argv[1:]
for server in servers:
    name, port = server.split("=")
    builder = RingBuilder(PART_POWER, REPLICAS, HOURS_BETWEEN_MOVES)
    builder.add_dev({"region": 1, "zone": 1, "ip": address, "port": int(port), "device": device, "weight": 1})
    builder.rebalance(seed=SEED)
    builder.get_ring().save(f"{directory}/{name}.ring.gz")
