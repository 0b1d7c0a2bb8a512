#include "fetch/mp4_box.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/* Twenty times what an hour in fragments of two seconds has. */
#define MAX_BOXES 100000

enum { BOX_MDAT = CK_BOX_TYPE('m', 'd', 'a', 't') };

uint32_t ck_be32(const unsigned char *bytes)
{
    return CK_BOX_TYPE(bytes[0], bytes[1], bytes[2], bytes[3]);
}

uint64_t ck_be64(const unsigned char *bytes)
{
    return (uint64_t)ck_be32(bytes) << 32 | ck_be32(bytes + 4);
}

bool ck_box_broken(const struct ck_mp4_reader *reader, int64_t at)
{
    return ck_fail(reader->err, CK_ERR_TRUNCATED, "the box at byte %" PRId64 " is broken",
                   at);
}

bool ck_box_read(const struct ck_mp4_reader *reader, int64_t at, unsigned char *ret,
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
            return ck_box_broken(reader, at); /* the file became shorter */
        }
        got += (size_t)n;
    }
    return true;
}

bool ck_box_head(const struct ck_mp4_reader *reader, const struct ck_box *box,
                 size_t least, unsigned char *ret, size_t len)
{
    const int64_t there = box->end - box->body;

    memset(ret, 0, len);
    if (there < (int64_t)least) {
        return ck_box_broken(reader, box->body);
    }
    return ck_box_read(reader, box->body, ret,
                       there < (int64_t)len ? (size_t)there : len);
}

/* The box at `at`, which must end at `limit` or before. */
static bool read_box(struct ck_mp4_reader *reader, int64_t at, int64_t limit,
                     struct ck_box *ret)
{
    unsigned char head[16];
    uint64_t size;
    int64_t body = at + 8;

    if (limit - at < 8 || ++reader->boxes > MAX_BOXES) {
        return ck_box_broken(reader, at);
    }
    if (!ck_box_read(reader, at, head, 8)) {
        return false;
    }
    size = ck_be32(head);
    ret->type = ck_be32(head + 4);
    if (size == 1) {
        body = at + 16;
        if (limit - at < 16) {
            return ck_box_broken(reader, at);
        }
        if (!ck_box_read(reader, at + 8, head + 8, 8)) {
            return false;
        }
        size = ck_be64(head + 8);
    } else if (size == 0 && ret->type == BOX_MDAT && limit == reader->size) {
        size = (uint64_t)(limit - at); /* up to the end of the file */
    }
    /* A size of 0 elsewhere is what room that was never written to looks like. */
    if (size < (uint64_t)(body - at) || size > (uint64_t)(limit - at)) {
        return ck_box_broken(reader, at);
    }
    ret->body = body;
    ret->end = at + (int64_t)size;
    return true;
}

bool ck_box_walk(struct ck_mp4_reader *reader, int64_t at, int64_t end,
                 ck_box_visit *visit)
{
    struct ck_box box = {.end = end};

    for (; at < end; at = box.end) {
        if (!read_box(reader, at, end, &box) || !visit(reader, &box)) {
            return false;
        }
    }
    return true;
}
