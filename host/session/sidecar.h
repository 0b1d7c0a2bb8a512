/* sidecar.h - the `.info.json` beside a kept post: yt-dlp's field names, and what
 * Clipkeep knows beyond them in one block of its own. The format: SIDECAR.md. Pure: no
 * I/O. Never holds a signed address, a cookie or anything about the person who saved it.
 */
#ifndef CK_SESSION_SIDECAR_H
#define CK_SESSION_SIDECAR_H

#include "keep/archive.h"
#include "tiktok/post.h"

#include <jansson.h>

/* All borrowed. */
struct ck_sidecar {
    const struct ck_post *post;
    const struct ck_stream *stream; /* the one that was saved */
    const struct ck_kept *kept; /* page, seen, kept_at, and the files but the sidecar */
};

/* Returns a new reference, NULL when out of memory. */
json_t *ck_sidecar_make(const struct ck_sidecar *facts);

#endif
