"""Runs the maintenance of OVN in one process: single-process.py OPTION...

By itself it forks a worker, and stays behind with as much memory.
"""
import functools
import signal
import sys

from neutron.cmd import server
from neutron import service

launchers = service.common_service
launchers.ProcessLauncher = functools.partial(launchers.ProcessLauncher, no_fork=True)
sys.argv[0] = 'neutron-ovn-maintenance-worker'
server.main_ovn_maintenance()
# Its work is done by threads for which a program does not wait.
while True:
    signal.pause()
