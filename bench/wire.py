"""WebSocket frames byte by byte (RFC 6455), for both ends of a measurement."""

import resource

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
# Any mask will do on loopback, and the same one each time makes equal frames equal bytes.
MASK = b"\x37\xfa\x21\x3d"


def frame_of(payload, opcode=TEXT, mask=b""):
    """Return the bytes of one whole frame; a client must mask, a server must not."""
    bit, size = (128 if mask else 0), len(payload)
    if size < 126:
        head = bytes((128 | opcode, bit | size))
    elif size < 65536:
        head = bytes((128 | opcode, bit | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((128 | opcode, bit | 127)) + size.to_bytes(8, "big")
    return head + mask + (unmask(payload, mask) if mask else payload)


def unmask(payload, mask):
    key = (mask * (len(payload) // 4 + 1))[: len(payload)]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(len(payload), "big")


def read_frames(data):
    """Return ([(opcode, payload)], the bytes of a frame that has not all come)."""
    frames, at = [], 0
    while len(data) - at >= 2:
        if data[at] & 0x70 or not data[at] & 0x80:
            raise ValueError("A compressed or cut frame, which nobody asked for.")
        masked, size, start = data[at + 1] & 128, data[at + 1] & 127, at + 2
        if size > 125:
            width = 2 if size == 126 else 8
            if len(data) < start + width:
                break
            size, start = int.from_bytes(data[start : start + width], "big"), start + width
        mask = data[start : start + 4] if masked else b""
        start += 4 if masked else 0
        if len(data) < start + size:
            break
        payload = data[start : start + size]
        frames.append((data[at] & 15, unmask(payload, mask) if masked else payload))
        at = start + size
    return frames, data[at:]


def allow_many_files():
    """Let this process and its children open as many sockets as the system grants."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
