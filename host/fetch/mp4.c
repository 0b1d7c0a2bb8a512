/* mp4.c - the box structure of an MP4 (ISO/IEC 14496-12), read with pread(2). Nothing is
 * believed: each box must lie inside the one that holds it, and the number of boxes
 * looked at is limited. */
#include "fetch/media.h"
#include "fetch/mp4_box.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>

enum {
    BOX_FTYP = CK_BOX_TYPE('f', 't', 'y', 'p'),
    BOX_MDAT = CK_BOX_TYPE('m', 'd', 'a', 't'),
    BOX_MOOF = CK_BOX_TYPE('m', 'o', 'o', 'f'),
    BOX_MOOV = CK_BOX_TYPE('m', 'o', 'o', 'v'),
    BOX_MVEX = CK_BOX_TYPE('m', 'v', 'e', 'x'),
    BOX_MVHD = CK_BOX_TYPE('m', 'v', 'h', 'd'),
    BOX_TRAK = CK_BOX_TYPE('t', 'r', 'a', 'k'),
};

bool ck_mp4_read_times(struct ck_mp4_reader *reader, const struct ck_box *box,
                       uint32_t *ret_scale, double *ret_ticks)
{
    unsigned char body[32];
    uint64_t ticks;
    bool wide;

    if (!ck_box_head(reader, box, 20, body, sizeof(body))) {
        return false;
    }
    wide = body[0] == 1;
    if (wide && box->end - box->body < (int64_t)sizeof(body)) {
        return ck_box_broken(reader, box->body);
    }
    *ret_scale = ck_be32(body + (wide ? 20 : 12));
    ticks = wide ? ck_be64(body + 24) : ck_be32(body + 16);
    /* All ones: not known. */
    *ret_ticks = ticks == (wide ? UINT64_MAX : UINT32_MAX) ? 0 : (double)ticks;
    return true;
}

static double seconds(uint32_t scale, double ticks)
{
    return scale > 0 ? ticks / scale : 0;
}

static bool read_movie_header(struct ck_mp4_reader *reader, const struct ck_box *box)
{
    uint32_t scale = 0;
    double ticks = 0;

    if (!ck_mp4_read_times(reader, box, &scale, &ticks)) {
        return false;
    }
    reader->ret->duration_s = seconds(scale, ticks);
    return true;
}

static bool in_movie(struct ck_mp4_reader *reader, const struct ck_box *box)
{
    if (box->type == BOX_TRAK) {
        return ck_mp4_read_track(reader, box);
    }
    if (box->type == BOX_MVEX) {
        return ck_box_walk(reader, box->body, box->end, ck_mp4_read_extends);
    }
    return box->type != BOX_MVHD || read_movie_header(reader, box);
}

static bool in_file(struct ck_mp4_reader *reader, const struct ck_box *box)
{
    if (box->type == BOX_MOOV) {
        reader->moov = true;
        return ck_box_walk(reader, box->body, box->end, in_movie);
    }
    if (box->type == BOX_MOOF) {
        return ck_box_walk(reader, box->body, box->end, ck_mp4_read_fragment);
    }
    reader->mdat |= box->type == BOX_MDAT && box->end > box->body;
    return true;
}

static bool starts_with_ftyp(const struct ck_mp4_reader *reader)
{
    unsigned char head[8];

    if (reader->size < (int64_t)sizeof(head)) {
        return ck_fail(reader->err, CK_ERR_NOT_MEDIA, "only %" PRId64 " bytes came",
                       reader->size);
    }
    if (!ck_box_read(reader, 0, head, sizeof(head))) {
        return false;
    }
    return ck_be32(head + 4) == BOX_FTYP ||
           ck_fail(reader->err, CK_ERR_NOT_MEDIA, "the file is not an MP4");
}

static void take_track(const struct ck_mp4_track_facts *track, struct ck_mp4_track *ret)
{
    /* Where all samples are in fragments, some headers state the length of these. */
    const double ticks = track->listed || track->later_ticks <= 0 ? track->ticks : 0;

    *ret = track->said;
    ret->duration_s = seconds(track->scale, ticks + track->later_ticks);
}

bool ck_mp4_check(int fd, struct ck_mp4 *ret, struct ck_error *err)
{
    struct ck_mp4_reader reader = {.fd = fd, .ret = ret, .err = err};
    struct stat st;

    *ret = (struct ck_mp4){0};
    if (fstat(fd, &st) != 0) {
        return ck_fail_errno(err, errno, "looking at the video");
    }
    reader.size = st.st_size;
    if (!starts_with_ftyp(&reader) || !ck_box_walk(&reader, 0, reader.size, in_file)) {
        return false;
    }
    if (!reader.moov || !reader.mdat) {
        return ck_fail(err, CK_ERR_TRUNCATED, "the video has no %s",
                       reader.moov ? "picture data" : "movie header");
    }
    take_track(&reader.video, &ret->video_track);
    take_track(&reader.sound, &ret->sound_track);
    return true;
}
