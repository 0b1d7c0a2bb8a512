/* mp4_box.h - the boxes of an MP4, and what is gathered from them. Used inside fetch/
 * only, by mp4*.c. */
#ifndef CK_FETCH_MP4_BOX_H
#define CK_FETCH_MP4_BOX_H

#include "fetch/media.h"

#define CK_BOX_TYPE(a, b, c, d)                                                          \
    ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

struct ck_box {
    uint32_t type;
    int64_t body, end; /* offsets in the file */
};

/* A track while it is read. A movie's fragments name tracks by `id`. */
struct ck_mp4_track_facts {
    uint32_t id;
    uint32_t handler; /* what kind of track it is */
    uint32_t scale;   /* ticks in a second */
    uint32_t step;    /* ticks of a sample of a fragment that does not say it */
    bool listed;      /* its header has samples; they may all be in fragments */
    /* Length by the header and of the fragments. Doubles: sums of strangers' numbers do
     * not wrap around. */
    double ticks, later_ticks;
    struct ck_mp4_track said;
};

struct ck_mp4_reader {
    int fd;
    int64_t size; /* of the file */
    int boxes;    /* looked at so far */
    bool moov, mdat;
    struct ck_mp4_track_facts now;          /* the track that is being read */
    struct ck_mp4_track_facts video, sound; /* the first of each kind */
    struct ck_mp4_track_facts *fragment;    /* what a fragment adds to; NULL: another */
    uint32_t fragment_step;
    struct ck_mp4 *ret;
    struct ck_error *err;
};

typedef bool ck_box_visit(struct ck_mp4_reader *reader, const struct ck_box *box);

uint32_t ck_be32(const unsigned char *bytes);
uint64_t ck_be64(const unsigned char *bytes);

/* Gives media-truncated. */
bool ck_box_broken(const struct ck_mp4_reader *reader, int64_t at);
/* Reads `len` bytes at an offset. Errors: media-truncated (the file ends before),
 * disk-error. */
CK_NODISCARD bool ck_box_read(const struct ck_mp4_reader *reader, int64_t at,
                              unsigned char *ret, size_t len);
/* Reads up to `len` bytes of the box's body, at least `least`, the rest is zeroed.
 * Errors: media-truncated, disk-error. */
CK_NODISCARD bool ck_box_head(const struct ck_mp4_reader *reader,
                              const struct ck_box *box, size_t least, unsigned char *ret,
                              size_t len);
/* Calls `visit` for the boxes between two offsets, each of which must end there or
 * before. Errors: media-truncated, disk-error, those of `visit`. */
CK_NODISCARD bool ck_box_walk(struct ck_mp4_reader *reader, int64_t at, int64_t end,
                              ck_box_visit *visit);

/* Reads a track (mp4_track.c) and keeps it when it is the first of its kind. */
ck_box_visit ck_mp4_read_track;
/* What the movie header says of its fragments, and a fragment (mp4_fragment.c). */
ck_box_visit ck_mp4_read_extends;
ck_box_visit ck_mp4_read_fragment;

/* Times of 32 bits in version 0 and of 64 in version 1, in the movie's and in a media's
 * header alike (ISO/IEC 14496-12 §8.2.2, §8.4.2). Not known gives 0 ticks. */
CK_NODISCARD bool ck_mp4_read_times(struct ck_mp4_reader *reader,
                                    const struct ck_box *box, uint32_t *ret_scale,
                                    double *ret_ticks);

#endif
