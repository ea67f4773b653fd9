import type {Argv} from '@devstack/sdk';

const PERL = `
use Socket;
$| = 1;
my $socket;
socket($socket, AF_UNIX, SOCK_DGRAM, 0) && bind($socket, pack('Sa*', AF_UNIX, "\\0$ARGV[0]")) || die "cannot listen: $!\\n";
print "listening\\n";
while (defined recv($socket, my $text, 4096, 0)) { last if $text =~ /^READY=1$/m }`;

const PYTHON = `
import socket, sys
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind('\\0' + sys.argv[1])
print('listening', flush=True)
while b'READY=1' not in listener.recv(4096).split(b'\\n'): pass`;

/**
 * Ends when somebody says READY=1 to the datagram socket of that name, which has no file and so no owner and no length limit of a path.
 * Node has no such sockets; one of these programs is on every system that services run on.
 */
export function listenCommand(program: 'perl' | 'python3', name: string): Argv {
  return program === 'perl' ? ['perl', '-e', PERL, name] : ['python3', '-c', PYTHON, name];
}
