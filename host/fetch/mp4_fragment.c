/* mp4_fragment.c - how long the tracks of a movie in fragments are: their header cannot
 * say it (ISO/IEC 14496-12 §8.8). */
#include "fetch/mp4_box.h"

enum {
    BOX_TFHD = CK_BOX_TYPE('t', 'f', 'h', 'd'),
    BOX_TRAF = CK_BOX_TYPE('t', 'r', 'a', 'f'),
    BOX_TREX = CK_BOX_TYPE('t', 'r', 'e', 'x'),
    BOX_TRUN = CK_BOX_TYPE('t', 'r', 'u', 'n'),
};

/* Optional fields of tfhd and trun, by the flags that announce them. */
enum {
    TFHD_DATA_OFFSET = 0x1,
    TFHD_DESCRIPTION = 0x2,
    TFHD_DURATION = 0x8,
    TRUN_DATA_OFFSET = 0x1,
    TRUN_FIRST_FLAGS = 0x4,
    TRUN_DURATION = 0x100,
    TRUN_SIZE = 0x200,
    TRUN_FLAGS = 0x400,
    TRUN_COMPOSITION = 0x800,
};

static struct ck_mp4_track_facts *track_of(struct ck_mp4_reader *reader, uint32_t id)
{
    if (reader->ret->video && reader->video.id == id) {
        return &reader->video;
    }
    return reader->ret->sound && reader->sound.id == id ? &reader->sound : NULL;
}

/* trex (§8.8.3): FullBox (4 bytes), track, description, duration of a sample. */
bool ck_mp4_read_extends(struct ck_mp4_reader *reader, const struct ck_box *box)
{
    unsigned char body[16];
    struct ck_mp4_track_facts *track;

    if (box->type != BOX_TREX) {
        return true;
    }
    if (!ck_box_head(reader, box, sizeof(body), body, sizeof(body))) {
        return false;
    }
    track = track_of(reader, ck_be32(body + 4));
    if (track != NULL) {
        track->step = ck_be32(body + 12);
    }
    return true;
}

/* tfhd (§8.8.7): FullBox (4 bytes), track, then what the flags announce. */
static bool read_header(struct ck_mp4_reader *reader, const struct ck_box *box)
{
    unsigned char body[24];
    uint32_t flags;
    size_t at = 8;

    if (!ck_box_head(reader, box, 8, body, sizeof(body))) {
        return false;
    }
    flags = ck_be32(body);
    at += flags & TFHD_DATA_OFFSET ? 8 : 0;
    at += flags & TFHD_DESCRIPTION ? 4 : 0;
    reader->fragment = track_of(reader, ck_be32(body + 4));
    if (reader->fragment != NULL) {
        reader->fragment_step =
            flags & TFHD_DURATION ? ck_be32(body + at) : reader->fragment->step;
    }
    return true;
}

/* Adds up a field of 4 bytes that comes every `width` bytes. */
static bool sum_steps(struct ck_mp4_reader *reader, int64_t at, int64_t end,
                      int64_t width)
{
    unsigned char block[4096];
    const int64_t most = (int64_t)sizeof(block) / width * width;

    while (at < end) {
        int64_t len = end - at < most ? end - at : most;

        if (!ck_box_read(reader, at, block, (size_t)len)) {
            return false;
        }
        for (int64_t i = 0; i < len; i += width) {
            reader->fragment->later_ticks += ck_be32(block + i);
        }
        at += len;
    }
    return true;
}

/* trun (§8.8.8): FullBox (4 bytes), count, two optional fields, then for each sample the
 * fields that the flags announce, the duration first. */
static bool read_run(struct ck_mp4_reader *reader, const struct ck_box *box)
{
    unsigned char body[8];
    uint32_t flags;
    int64_t count;
    int64_t at = box->body + 8;
    int64_t width;

    if (!ck_box_head(reader, box, sizeof(body), body, sizeof(body))) {
        return false;
    }
    if (reader->fragment == NULL) {
        return true;
    }
    flags = ck_be32(body);
    count = ck_be32(body + 4);
    if (!(flags & TRUN_DURATION)) {
        reader->fragment->later_ticks += (double)count * reader->fragment_step;
        return true;
    }
    at += flags & TRUN_DATA_OFFSET ? 4 : 0;
    at += flags & TRUN_FIRST_FLAGS ? 4 : 0;
    width = 4 + (flags & TRUN_SIZE ? 4 : 0) + (flags & TRUN_FLAGS ? 4 : 0) +
            (flags & TRUN_COMPOSITION ? 4 : 0);
    if (count * width > box->end - at) {
        return ck_box_broken(reader, box->body);
    }
    return sum_steps(reader, at, at + count * width, width);
}

static bool in_track_fragment(struct ck_mp4_reader *reader, const struct ck_box *box)
{
    if (box->type == BOX_TFHD) {
        return read_header(reader, box);
    }
    return box->type != BOX_TRUN || read_run(reader, box);
}

bool ck_mp4_read_fragment(struct ck_mp4_reader *reader, const struct ck_box *box)
{
    reader->fragment = NULL;
    return box->type != BOX_TRAF ||
           ck_box_walk(reader, box->body, box->end, in_track_fragment);
}
