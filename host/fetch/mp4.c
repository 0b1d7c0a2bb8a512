/* mp4.c - the box structure of an MP4 (ISO/IEC 14496-12), read with pread(2). Nothing is
 * believed: each box must lie inside the one that holds it, and the number of boxes
 * looked at is limited. */
#include "fetch/media.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Twenty times what an hour in fragments of two seconds has. */
#define MAX_BOXES 100000

#define TYPE(a, b, c, d)                                                                 \
    ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

enum {
    BOX_CO64 = TYPE('c', 'o', '6', '4'),
    BOX_FTYP = TYPE('f', 't', 'y', 'p'),
    BOX_HDLR = TYPE('h', 'd', 'l', 'r'),
    BOX_MDAT = TYPE('m', 'd', 'a', 't'),
    BOX_MDIA = TYPE('m', 'd', 'i', 'a'),
    BOX_MINF = TYPE('m', 'i', 'n', 'f'),
    BOX_MOOV = TYPE('m', 'o', 'o', 'v'),
    BOX_MVHD = TYPE('m', 'v', 'h', 'd'),
    BOX_STBL = TYPE('s', 't', 'b', 'l'),
    BOX_STCO = TYPE('s', 't', 'c', 'o'),
    BOX_TRAK = TYPE('t', 'r', 'a', 'k'),
    HANDLER_SOUND = TYPE('s', 'o', 'u', 'n'),
    HANDLER_VIDEO = TYPE('v', 'i', 'd', 'e'),
};

struct reader {
    int fd;
    int64_t size; /* of the file */
    int boxes;    /* looked at so far */
    bool moov, mdat;
    struct ck_mp4 *ret;
    struct ck_error *err;
};

struct box {
    uint32_t type;
    int64_t body, end; /* offsets in the file */
};

static uint32_t be32(const unsigned char *b)
{
    return TYPE(b[0], b[1], b[2], b[3]);
}

static uint64_t be64(const unsigned char *b)
{
    return (uint64_t)be32(b) << 32 | be32(b + 4);
}

static bool broken(const struct reader *reader, int64_t at)
{
    return ck_fail(reader->err, CK_ERR_TRUNCATED, "the box at byte %" PRId64 " is broken",
                   at);
}

static bool read_at(const struct reader *reader, int64_t at, unsigned char *ret,
                    size_t len)
{
    size_t got = 0;

    while (got < len) {
        ssize_t n = pread(reader->fd, ret + got, len - got, at + (int64_t)got);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return ck_fail_errno(reader->err, errno, "reading the video");
        }
        if (n == 0) {
            return broken(reader, at); /* the file became shorter */
        }
        got += (size_t)n;
    }
    return true;
}

/* The box at `at`, which must end at `limit` or before. */
static bool read_box(struct reader *reader, int64_t at, int64_t limit, struct box *ret)
{
    unsigned char head[16];
    uint64_t size;
    int64_t body = at + 8;

    if (limit - at < 8 || ++reader->boxes > MAX_BOXES) {
        return broken(reader, at);
    }
    if (!read_at(reader, at, head, 8)) {
        return false;
    }
    size = be32(head);
    ret->type = be32(head + 4);
    if (size == 1) {
        body = at + 16;
        if (limit - at < 16) {
            return broken(reader, at);
        }
        if (!read_at(reader, at + 8, head + 8, 8)) {
            return false;
        }
        size = be64(head + 8);
    } else if (size == 0 && ret->type == BOX_MDAT && limit == reader->size) {
        size = (uint64_t)(limit - at); /* up to the end of the file */
    }
    /* A size of 0 elsewhere is what room that was never written to looks like. */
    if (size < (uint64_t)(body - at) || size > (uint64_t)(limit - at)) {
        return broken(reader, at);
    }
    ret->body = body;
    ret->end = at + (int64_t)size;
    return true;
}

/* Calls `each` for the boxes between two offsets. */
static bool walk(struct reader *reader, int64_t at, int64_t end,
                 bool (*each)(struct reader *, const struct box *))
{
    struct box box = {.end = end};

    for (; at < end; at = box.end) {
        if (!read_box(reader, at, end, &box) || !each(reader, &box)) {
            return false;
        }
    }
    return true;
}

/* Chunk offsets (§8.7.5): FullBox (4 bytes), count (4), then the offsets, each of which
 * must lie in the file. This finds files cut inside sample data of open length. */
static bool read_offsets(struct reader *reader, const struct box *box)
{
    unsigned char block[4096];
    int64_t width = box->type == BOX_CO64 ? 8 : 4;
    int64_t at = box->body + 8;
    int64_t left;

    if (box->end < at) {
        return broken(reader, box->body);
    }
    if (!read_at(reader, box->body + 4, block, 4)) {
        return false;
    }
    left = be32(block) * width;
    if (left > box->end - at) {
        return broken(reader, box->body);
    }
    while (left > 0) {
        int64_t len = left < (int64_t)sizeof(block) ? left : (int64_t)sizeof(block);

        if (!read_at(reader, at, block, (size_t)len)) {
            return false;
        }
        for (int64_t i = 0; i < len; i += width) {
            uint64_t offset = width == 8 ? be64(block + i) : be32(block + i);

            if (offset >= (uint64_t)reader->size) {
                return ck_fail(reader->err, CK_ERR_TRUNCATED,
                               "samples at byte %" PRIu64 " are missing", offset);
            }
        }
        at += len;
        left -= len;
    }
    return true;
}

static bool in_samples(struct reader *reader, const struct box *box)
{
    return (box->type != BOX_STCO && box->type != BOX_CO64) || read_offsets(reader, box);
}

static bool in_media_information(struct reader *reader, const struct box *box)
{
    return box->type != BOX_STBL || walk(reader, box->body, box->end, in_samples);
}

/* The handler says what the track holds: FullBox (4 bytes), pre_defined (4), handler_type
 * (§8.4.3). */
static bool in_media(struct reader *reader, const struct box *box)
{
    unsigned char body[12];

    if (box->type == BOX_MINF) {
        return walk(reader, box->body, box->end, in_media_information);
    }
    if (box->type != BOX_HDLR) {
        return true;
    }
    if (box->end - box->body < (int64_t)sizeof(body)) {
        return broken(reader, box->body);
    }
    if (!read_at(reader, box->body, body, sizeof(body))) {
        return false;
    }
    reader->ret->video |= be32(body + 8) == HANDLER_VIDEO;
    reader->ret->sound |= be32(body + 8) == HANDLER_SOUND;
    return true;
}

static bool in_track(struct reader *reader, const struct box *box)
{
    return box->type != BOX_MDIA || walk(reader, box->body, box->end, in_media);
}

/* MovieHeaderBox (§8.2.2): times of 32 bits in version 0, of 64 in version 1; all ones
 * when the duration is not known. */
static bool read_movie_header(struct reader *reader, const struct box *box)
{
    unsigned char body[32] = {0};
    int64_t len = box->end - box->body;
    bool wide;
    uint32_t scale;
    uint64_t duration;

    if (len < 20) {
        return broken(reader, box->body);
    }
    if (!read_at(reader, box->body, body,
                 len < (int64_t)sizeof(body) ? (size_t)len : sizeof(body))) {
        return false;
    }
    wide = body[0] == 1;
    if (wide && len < (int64_t)sizeof(body)) {
        return broken(reader, box->body);
    }
    scale = be32(body + (wide ? 20 : 12));
    duration = wide ? be64(body + 24) : be32(body + 16);
    if (scale > 0 && duration != (wide ? UINT64_MAX : UINT32_MAX)) {
        reader->ret->duration_s = (double)duration / scale;
    }
    return true;
}

static bool in_movie(struct reader *reader, const struct box *box)
{
    if (box->type == BOX_TRAK) {
        return walk(reader, box->body, box->end, in_track);
    }
    return box->type != BOX_MVHD || read_movie_header(reader, box);
}

static bool in_file(struct reader *reader, const struct box *box)
{
    if (box->type == BOX_MOOV) {
        reader->moov = true;
        return walk(reader, box->body, box->end, in_movie);
    }
    reader->mdat |= box->type == BOX_MDAT && box->end > box->body;
    return true;
}

static bool starts_with_ftyp(const struct reader *reader)
{
    unsigned char head[8];

    if (reader->size < (int64_t)sizeof(head)) {
        return ck_fail(reader->err, CK_ERR_NOT_MEDIA, "only %" PRId64 " bytes came",
                       reader->size);
    }
    if (!read_at(reader, 0, head, sizeof(head))) {
        return false;
    }
    return be32(head + 4) == BOX_FTYP ||
           ck_fail(reader->err, CK_ERR_NOT_MEDIA, "the file is not an MP4");
}

bool ck_mp4_check(int fd, struct ck_mp4 *ret, struct ck_error *err)
{
    struct reader reader = {.fd = fd, .ret = ret, .err = err};
    struct stat st;

    *ret = (struct ck_mp4){0};
    if (fstat(fd, &st) != 0) {
        return ck_fail_errno(err, errno, "looking at the video");
    }
    reader.size = st.st_size;
    if (!starts_with_ftyp(&reader) || !walk(&reader, 0, reader.size, in_file)) {
        return false;
    }
    if (!reader.moov || !reader.mdat) {
        return ck_fail(err, CK_ERR_TRUNCATED, "the video has no %s",
                       reader.moov ? "picture data" : "movie header");
    }
    return true;
}
