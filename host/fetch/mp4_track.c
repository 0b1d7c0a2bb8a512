/* mp4_track.c - one track of an MP4: its kind, codec, size of the picture and length, and
 * whether its samples lie in the file (ISO/IEC 14496-12 §8.3 to §8.7). */
#include "fetch/mp4_box.h"

#include <inttypes.h>

enum {
    BOX_CO64 = CK_BOX_TYPE('c', 'o', '6', '4'),
    BOX_HDLR = CK_BOX_TYPE('h', 'd', 'l', 'r'),
    BOX_MDHD = CK_BOX_TYPE('m', 'd', 'h', 'd'),
    BOX_MDIA = CK_BOX_TYPE('m', 'd', 'i', 'a'),
    BOX_MINF = CK_BOX_TYPE('m', 'i', 'n', 'f'),
    BOX_STBL = CK_BOX_TYPE('s', 't', 'b', 'l'),
    BOX_STCO = CK_BOX_TYPE('s', 't', 'c', 'o'),
    BOX_STSD = CK_BOX_TYPE('s', 't', 's', 'd'),
    BOX_TKHD = CK_BOX_TYPE('t', 'k', 'h', 'd'),
    HANDLER_SOUND = CK_BOX_TYPE('s', 'o', 'u', 'n'),
    HANDLER_VIDEO = CK_BOX_TYPE('v', 'i', 'd', 'e'),
};

/* Chunk offsets (§8.7.5): FullBox (4 bytes), count (4), then the offsets, each of which
 * must lie in the file. This finds files cut inside sample data of open length. */
static bool read_offsets(struct ck_mp4_reader *reader, const struct ck_box *box)
{
    unsigned char block[4096];
    int64_t width = box->type == BOX_CO64 ? 8 : 4;
    int64_t at = box->body + 8;
    int64_t left;

    if (!ck_box_head(reader, box, 8, block, 8)) {
        return false;
    }
    left = ck_be32(block + 4) * width;
    reader->now.listed |= left > 0;
    if (left > box->end - at) {
        return ck_box_broken(reader, box->body);
    }
    while (left > 0) {
        int64_t len = left < (int64_t)sizeof(block) ? left : (int64_t)sizeof(block);

        if (!ck_box_read(reader, at, block, (size_t)len)) {
            return false;
        }
        for (int64_t i = 0; i < len; i += width) {
            uint64_t offset = width == 8 ? ck_be64(block + i) : ck_be32(block + i);

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

/* The codec's name, where it is plain text. */
static void take_codec(const unsigned char *bytes, char ret[5])
{
    for (int i = 0; i < 4; i++) {
        if (bytes[i] < ' ' || bytes[i] > '~') {
            ret[0] = '\0';
            return;
        }
        ret[i] = (char)bytes[i];
    }
    ret[4] = '\0';
}

/* The first sample description (§8.5.2, §12.1.3): FullBox (4 bytes), count (4), then a
 * box whose type is the codec's name; for a picture, width and height stand 24 bytes into
 * its body. */
static bool read_description(struct ck_mp4_reader *reader, const struct ck_box *box)
{
    unsigned char body[8 + 8 + 28];

    if (!ck_box_head(reader, box, 8, body, sizeof(body))) {
        return false;
    }
    if (ck_be32(body + 4) == 0) {
        return true;
    }
    take_codec(body + 12, reader->now.said.codec);
    reader->now.said.width = body[40] << 8 | body[41];
    reader->now.said.height = body[42] << 8 | body[43];
    return true;
}

static bool in_samples(struct ck_mp4_reader *reader, const struct ck_box *box)
{
    if (box->type == BOX_STSD) {
        return read_description(reader, box);
    }
    return (box->type != BOX_STCO && box->type != BOX_CO64) || read_offsets(reader, box);
}

static bool in_media_information(struct ck_mp4_reader *reader, const struct ck_box *box)
{
    return box->type != BOX_STBL || ck_box_walk(reader, box->body, box->end, in_samples);
}

/* The handler says what the track holds: FullBox (4 bytes), pre_defined (4), handler_type
 * (§8.4.3). */
static bool read_handler(struct ck_mp4_reader *reader, const struct ck_box *box)
{
    unsigned char body[12];

    if (!ck_box_head(reader, box, sizeof(body), body, sizeof(body))) {
        return false;
    }
    reader->now.handler = ck_be32(body + 8);
    return true;
}

static bool in_media(struct ck_mp4_reader *reader, const struct ck_box *box)
{
    if (box->type == BOX_MINF) {
        return ck_box_walk(reader, box->body, box->end, in_media_information);
    }
    if (box->type == BOX_MDHD) {
        return ck_mp4_read_times(reader, box, &reader->now.scale, &reader->now.ticks);
    }
    return box->type != BOX_HDLR || read_handler(reader, box);
}

/* Its number (§8.3.2) stands after two times, of 32 or of 64 bits. */
static bool read_track_header(struct ck_mp4_reader *reader, const struct ck_box *box)
{
    unsigned char body[24];

    if (!ck_box_head(reader, box, 16, body, sizeof(body))) {
        return false;
    }
    reader->now.id = ck_be32(body + (body[0] == 1 ? 20 : 12));
    return true;
}

static bool in_track(struct ck_mp4_reader *reader, const struct ck_box *box)
{
    if (box->type == BOX_MDIA) {
        return ck_box_walk(reader, box->body, box->end, in_media);
    }
    return box->type != BOX_TKHD || read_track_header(reader, box);
}

bool ck_mp4_read_track(struct ck_mp4_reader *reader, const struct ck_box *box)
{
    reader->now = (struct ck_mp4_track_facts){0};
    if (!ck_box_walk(reader, box->body, box->end, in_track)) {
        return false;
    }
    if (reader->now.handler == HANDLER_VIDEO && !reader->ret->video) {
        reader->ret->video = true;
        reader->video = reader->now;
    }
    if (reader->now.handler == HANDLER_SOUND && !reader->ret->sound) {
        reader->ret->sound = true;
        reader->sound = reader->now;
        reader->sound.said.width = reader->sound.said.height = 0;
    }
    return true;
}
