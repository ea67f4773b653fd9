/**
 * Joins standard input and output with the serial console of a guest: `python3 -c ... URI UUID`. It says `attached` on standard error first.
 * Exits with 0 when its input ends, with 3 when the guest does; else with 1, after the number of libvirt's error and what it says.
 *
 * By the C library, which is wherever libvirtd is: the Python binding is for nova's Python alone. Input has a thread of its own, so that its end
 * is seen whatever libvirtd and the guest do.
 */
export const CONSOLE_PROGRAM = `
import ctypes, os, queue, sys, threading

typed = queue.SimpleQueue()
def read_keys():
    while piece := os.read(0, 4096):
        typed.put(piece)
    os._exit(0)
threading.Thread(target=read_keys, daemon=True).start()

library = ctypes.CDLL('libvirt.so.0')
pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint
def function(name, result, *arguments):
    found = getattr(library, name)
    found.restype, found.argtypes = result, arguments
    return found
library.virGetLastErrorMessage.restype = text
quiet = ctypes.CFUNCTYPE(None, pointer, pointer)(lambda *_: None)
library.virSetErrorFunc(None, quiet)
def need(result):
    if not result:
        sys.stderr.write('%d %s\\n' % (library.virGetLastErrorCode(), library.virGetLastErrorMessage().decode()))
        sys.stderr.flush()
        os._exit(1)
    return result

uri, uuid = (argument.encode() for argument in sys.argv[1:])
connection = need(function('virConnectOpen', pointer, text)(uri))
guest = need(function('virDomainLookupByUUIDString', pointer, pointer, text)(connection, uuid))
stream = need(function('virStreamNew', pointer, pointer, number)(connection, 0))
opened = function('virDomainOpenConsole', ctypes.c_int, pointer, text, pointer, number)(guest, None, stream, 0)
need(opened == 0)
print('attached', file=sys.stderr, flush=True)

send = function('virStreamSend', ctypes.c_int, pointer, text, ctypes.c_size_t)
def send_keys():
    while True:
        piece = typed.get()
        while piece:
            sent = send(stream, piece, len(piece))
            if sent < 0:
                os._exit(3)
            piece = piece[sent:]
threading.Thread(target=send_keys, daemon=True).start()

receive = function('virStreamRecv', ctypes.c_int, pointer, pointer, ctypes.c_size_t)
room = ctypes.create_string_buffer(4096)
while (count := receive(stream, room, len(room))) > 0:
    shown = room.raw[:count]
    while shown:
        shown = shown[os.write(1, shown):]
os._exit(3)
`;
