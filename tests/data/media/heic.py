#!/usr/bin/env python3
"""heic.py FRAME.mp4 PICTURE.heic: puts the first H.265 picture of an MP4 into a HEIC file
(ISO/IEC 23008-12): one image item, its decoder settings and its size."""
import struct
import sys


def boxes(data, start, end):
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        yield kind, start + 8, start + size
        start += size


def find(data, path, start=0, end=None):
    end = len(data) if end is None else end
    for kind, inner, stop in boxes(data, start, end):
        if kind == path[0]:
            return (inner, stop) if len(path) == 1 else find(data, path[1:], inner, stop)
    raise ValueError(path[0])


def box(kind, *parts):
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def full(kind, version, flags, *parts):
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def main(source, target):
    data = open(source, "rb").read()
    table = [b"moov", b"trak", b"mdia", b"minf", b"stbl"]
    stsd, stop = find(data, table + [b"stsd"])
    entry = stsd + 8  # after version and count
    width, height = struct.unpack_from(">HH", data, entry + 8 + 24)
    inner, end = find(data, [b"hvcC"], entry + 8 + 78, stop)
    settings = data[inner:end]
    sizes = find(data, table + [b"stsz"])[0]
    same, _, size = struct.unpack_from(">III", data, sizes + 4)
    size = same or size  # one sample may be written as the size of all
    where = struct.unpack_from(">I", data, find(data, table + [b"stco"])[0] + 8)[0]
    picture = data[where:where + size]

    def meta(offset):
        return full(b"meta", 0, 0,
            full(b"hdlr", 0, 0, b"\0" * 4, b"pict", b"\0" * 13),
            full(b"pitm", 0, 0, struct.pack(">H", 1)),
            full(b"iloc", 0, 0, b"\x44\x00", struct.pack(">HHHHII", 1, 1, 0, 1, offset, size)),
            full(b"iinf", 0, 0, struct.pack(">H", 1),
                 full(b"infe", 2, 0, struct.pack(">HH", 1, 0), b"hvc1", b"\0")),
            box(b"iprp",
                box(b"ipco", box(b"hvcC", settings),
                    full(b"ispe", 0, 0, struct.pack(">II", width, height))),
                full(b"ipma", 0, 0, struct.pack(">IHBBB", 1, 1, 2, 0x81, 0x02))))

    start = box(b"ftyp", b"heic", struct.pack(">I", 0), b"mif1", b"heic")
    offset = len(start) + len(meta(0)) + 8
    open(target, "wb").write(start + meta(offset) + box(b"mdat", picture))


main(*sys.argv[1:])
