/* sidecar.h - the `.info.json` beside a kept post: yt-dlp's field names, and what
 * Clipkeep knows beyond them in one block of its own. The format: SIDECAR.md. Pure: no
 * I/O. Never holds a signed address, a cookie or anything about the person who saved it.
 */
#ifndef CK_SESSION_SIDECAR_H
#define CK_SESSION_SIDECAR_H

#include "fetch/media.h"
#include "session/note.h"
#include "tiktok/post.h"

#include <jansson.h>

/* One file of the post. All borrowed. */
struct ck_sidecar_file {
    const char *role;
    const char *name; /* in the folder of the sidecar; NULL: it is not there */
    int64_t bytes;
    const char *sha256;
    const char *host; /* that sent it, "" when it was made here */
    size_t index;     /* of a caption or picture in the post */
};

/* All borrowed. */
struct ck_sidecar {
    const struct ck_post *post;
    const struct ck_stream *stream; /* that was saved; NULL: photos, or a sound alone */
    const struct ck_audio *audio;   /* the sound of its own that was saved; NULL: none */
    const struct ck_mp4 *mp4;       /* what the main file is; NULL: photos */
    const char *page;               /* the post's own address */
    const char *seen;               /* "page" or "host" */
    bool mine;                      /* the person who keeps it made it */
    int64_t kept_at;                /* Unix seconds */
    ck_notes notes;
    const struct ck_sidecar_file *files; /* the main one first */
    size_t file_count;
    const struct ck_sidecar_file *sources; /* what the main one was made of */
    size_t source_count;
};

/* Returns a new reference, NULL when out of memory. */
json_t *ck_sidecar_make(const struct ck_sidecar *facts);

/* The `clipkeep` block of it (sidecar_own.c); NULL when out of memory. */
json_t *ck_sidecar_own(const struct ck_sidecar *facts);
/* Set a member, or leave it out when it says nothing: NULL, "", a number below 0. */
void ck_sidecar_set(json_t *object, const char *key, json_t *value);
void ck_sidecar_set_text(json_t *object, const char *key, const char *text);
void ck_sidecar_set_number(json_t *object, const char *key, int64_t number);
/* The codec of a track as players name it: "h264", "h265", "aac", "mp3"; "" unknown. */
const char *ck_sidecar_codec(const struct ck_mp4_track *track);

#endif
