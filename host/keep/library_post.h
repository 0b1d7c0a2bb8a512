/* library_post.h - one kept post as the library shows it, for this room only: what the
 * archive has, its sidecar and its captions. */
#ifndef CK_KEEP_LIBRARY_POST_H
#define CK_KEEP_LIBRARY_POST_H

#include "keep/archive.h"

#include "base/buf.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* What the library notes of a post, as bits; the page has the same (library/data.js). */
enum {
    CK_LIBRARY_SOUND = 1,
    CK_LIBRARY_MINE = 2,
    CK_LIBRARY_GONE = 4, /* TikTok has it no more */
    CK_LIBRARY_PERMITTED = 8,
    CK_LIBRARY_CAPTIONS = 16,
    CK_LIBRARY_SAVING_OFF = 32,
    CK_LIBRARY_SAVING_ALLOWED = 64,
    CK_LIBRARY_EXPORTED = 128, /* known from a data export alone */
};

struct ck_library_post {
    const struct ck_kept *kept; /* borrowed */
    bool gone;
    json_t *side;     /* its sidecar; NULL: not there, or not to be understood */
    json_t *permits;  /* what the creator permitted, an array */
    json_t *tracks;   /* captions: [[name, text], …] */
    json_t *remarks;  /* its comments as they were kept last; NULL: none */
    json_t *readings; /* its counts at several times; NULL: known of one at most */
    bool permitted;   /* one of them stands */
};

/* Reads it. What cannot be read is left out: the library shows what there is. Errors:
 * those of the archive, no-memory. Clear it in any case. */
CK_NODISCARD bool ck_library_post_read(struct ck_archive *archive, int rootfd,
                                       const struct ck_kept *kept, bool gone,
                                       struct ck_library_post *ret, struct ck_error *err);
void ck_library_post_clear(struct ck_library_post *post);

/* Sets `readings`: [[AT, VIEWS, LIKES, COMMENTS, SHARES, SAVES], ...], -1 unknown, of its
 * earlier records, of now, and of its comments' versions. A part of the above. */
CK_NODISCARD bool ck_library_readings(struct ck_archive *archive, int rootfd,
                                      struct ck_library_post *post, struct ck_error *err);

/* The bits above. */
int ck_library_post_flags(const struct ck_library_post *post);
/* The picture, or the video, to show it by, "" none. Borrowed from the post. */
const char *ck_library_post_cover(const struct ck_library_post *post);
/* Its sound: "ID\tTITLE\tAUTHOR", "" unknown. */
void ck_library_post_sound(const struct ck_library_post *post, struct ck_buf *ret);
/* Words to be found by that are not in the caption's first `skip` bytes. */
void ck_library_post_words(const struct ck_library_post *post, size_t skip,
                           struct ck_buf *ret);
/* Its files: [[ROLE, NAME, BYTES, SHA-256], …]. */
json_t *ck_library_files(const struct ck_kept *kept);
/* All that the post's own page shows. NULL: no memory. Free with json_decref(). */
json_t *ck_library_post_details(const struct ck_library_post *post);

#endif
