"""Runs one of cinder's daemons in one process: daemon.py scheduler|volume OPTION...

By itself cinder-volume forks a worker, and stays behind with as much memory. And no daemon says that its queues are there: what is sent to
it before is lost. Nor does it tell the others at once that it is there again; after a start they take it for dead for ten seconds.
"""
import functools
import importlib
import logging
import sys

topic = sys.argv.pop(1)
sys.argv[0] = f'cinder-{topic}'
# First of all: it replaces parts of Python's own library.
program = importlib.import_module(f'cinder.cmd.{topic}')

from oslo_service import service as launchers

from cinder import context, privsep, service, utils
from cinder.scheduler import driver as scheduling
from cinder.volume import rpcapi as volumes

start = service.Service.start


def start_and_say_so(self):
    start(self)
    self.report_state()
    logging.getLogger('cinder.service').info('%s is listening', self.binary)


def has_heard_of_volumes(scheduler):
    """Asked each second of a start. Question and answer are lost when the two start together: then only asking again helps."""
    has_heard = bool(scheduler.host_manager.service_states)
    if not has_heard:
        volumes.VolumeAPI().publish_service_capabilities(context.get_admin_context())
    return has_heard


service.Service.start = start_and_say_so
scheduling.Scheduler.is_first_receive = has_heard_of_volumes
# What it would do as root it does as itself, since nothing here needs root, and there may be no sudo: `env` runs what follows it.
privsep.sys_admin_pctxt.set_client_mode(False)
utils.get_root_helper = lambda: 'env'
# The second is what Zed calls the first.
for name in 'process_launcher', 'get_launcher':
    setattr(service, name, functools.partial(launchers.ServiceLauncher, service.CONF, restart_method='mutate'))
sys.exit(program.main())
