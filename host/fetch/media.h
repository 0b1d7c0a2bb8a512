/* media.h - is this really the kind of file we wanted, and is it whole? Reads box
 * structure only, never decodes. Works on an open descriptor with pread(2); every byte is
 * hostile. */
#ifndef CK_FETCH_MEDIA_H
#define CK_FETCH_MEDIA_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ck_media_type {
    CK_MEDIA_UNKNOWN,
    CK_MEDIA_MP4,
    CK_MEDIA_JPEG,
    CK_MEDIA_PNG,
    CK_MEDIA_WEBP,
    CK_MEDIA_GIF,
    CK_MEDIA_HEIC,
    CK_MEDIA_AVIF,
    CK_MEDIA_MP3,
    CK_MEDIA_M4A,
};

/* The type by the first bytes (16 are enough), whatever a name or a header claims. */
enum ck_media_type ck_media_sniff(const void *bytes, size_t len);
/* "mp4", "jpg", "webp", …; "" for unknown. */
const char *ck_media_suffix(enum ck_media_type type);

struct ck_mp4_track {
    char codec[5]; /* by its sample entry: "avc1", "hvc1", "hev1", "mp4a", …; "" when
                      it has none, or one that is no plain text */
    int width, height; /* of the picture as coded; 0 for sound */
    double duration_s; /* of the media, fragments added up, edits not
                          applied; 0 when not stated */
};

struct ck_mp4 {
    bool video, sound;                            /* tracks found in moov */
    struct ck_mp4_track video_track, sound_track; /* the first of each kind, or zeroed */
    double duration_s; /* of the movie header, 0 when not stated */
};

/* Walks the boxes of an MP4 (ISO/IEC 14496-12): `ftyp` first, a `moov`, every box inside
 * the one that holds it and inside the file, and sample data (`mdat`) that is not empty.
 * A movie without tracks passes with both flags false: the caller knows what it wants.
 * Errors: not-media (under 8 bytes, no ftyp, HTML, …), media-truncated (a box reaches
 * past the end or has an impossible size, samples that start past the end, no moov, no
 * mdat), disk-error. */
CK_NODISCARD bool ck_mp4_check(int fd, struct ck_mp4 *ret, struct ck_error *err);

#endif
