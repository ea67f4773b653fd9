"""Makes nova's databases and cells: prepare-cells.py NOVA.CONF [HOST...]

What nova-manage does in seven starts of two seconds each: here nova is loaded once, and each command runs in a fork of that process,
with the code of nova-manage itself. CELL0_DATABASE in the environment is the database of servers that found no compute.
Can be repeated: it changes only what is not as it should be.
"""
import os
import sys
import traceback

from nova.cmd import manage
from nova import config, context, objects

CONFIGURATION, HOSTS = sys.argv[1], sys.argv[2:]
CELL0_DATABASE = os.environ.pop('CELL0_DATABASE')


def nova_manage(*command, database=None):
    """Starts a command of nova-manage. An option in the environment is stronger than the one in the file."""

    def run():
        if database is not None:
            os.environ['OS_DATABASE__CONNECTION'] = database
        sys.argv = ['nova-manage', '--config-file', CONFIGURATION, *command]
        return manage.main()

    return fork(run)


def fork(run):
    child = os.fork()
    if child != 0:
        return child
    code = 1
    try:
        code = run() or 0
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1)


def wait(*children):
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    if any(codes):
        sys.exit('cannot prepare the cells of nova: exit codes ' + ', '.join(map(str, codes)))


def map_cells():
    config.parse_args(['nova-manage', '--config-file', CONFIGURATION])
    commands, admin = manage.CellV2Commands(), context.get_admin_context()
    present = {cell.name: cell for cell in objects.CellMappingList.get_all(admin)}
    if 'cell0' not in present:
        commands.map_cell0(CELL0_DATABASE)
    else:
        save(present['cell0'], database_connection=CELL0_DATABASE)
    if 'cell1' not in present:
        code = commands.create_cell(name='cell1')
        if code:
            return code
    else:
        save(present['cell1'], database_connection=manage.CONF.database.connection, transport_url=manage.CONF.transport_url)
    map_hosts(admin)
    return 0


def save(cell, **values):
    for name, value in values.items():
        if getattr(cell, name) != value:
            setattr(cell, name, value)
    if cell.obj_what_changed():
        cell.save()


def map_hosts(admin):
    """Before the computes are there: so nobody has to discover them, and the first server can be scheduled at once."""
    cell = next(cell for cell in objects.CellMappingList.get_all(admin) if cell.name == 'cell1')
    known = {mapping.host for mapping in objects.HostMappingList.get_all(admin)}
    for host in HOSTS:
        if host not in known:
            objects.HostMapping(admin, host=host, cell_mapping=cell).create()


objects.register_all()
wait(
    nova_manage('api_db', 'sync'),
    nova_manage('db', 'sync', '--local_cell'),
    nova_manage('db', 'sync', '--local_cell', database=CELL0_DATABASE),
)
wait(fork(map_cells))
