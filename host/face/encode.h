/* encode.h - the host's messages as JSON (PROTOCOL.md). Pure: no I/O. Each function
 * returns a new reference, or NULL when out of memory; `result` and `body` are stolen. */
#ifndef CK_FACE_ENCODE_H
#define CK_FACE_ENCODE_H

#include "base/buf.h"
#include "base/error.h"
#include "desktop/settings.h"
#include "keep/archive.h"
#include "session/backup.h"
#include "session/moving.h"
#include "session/session.h"
#include "tiktok/post.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

json_t *ck_encode_answer(int64_t id, json_t *result);
/* `id` 0 becomes null. */
json_t *ck_encode_error(int64_t id, enum ck_code code, const char *detail);
/* {"id":…, "event":`event`, `event`: `body`} */
json_t *ck_encode_event(int64_t id, const char *event, json_t *body);

json_t *ck_encode_job(const struct ck_job_view *job);
/* {"held": code or null} */
json_t *ck_encode_queue(enum ck_code held);
/* An array of the notes' words. */
json_t *ck_encode_notes(ck_notes notes);
/* {"code","seconds"}, or null when the job does not wait. */
json_t *ck_encode_waits(const struct ck_job_view *job);
/* `folder` says whether the save folder can be used (code CK_OK: yes). */
json_t *ck_encode_settings(const struct ck_settings *settings,
                           const struct ck_error *folder);
/* {"folder","posts","bytes","running","error"} */
json_t *ck_encode_moving(const struct ck_elsewhere_view *there, bool running);
/* `mine`: the person who asks made it. */
json_t *ck_encode_post(const struct ck_post *post, bool mine);
/* What the post's own words say of its rights, and what that permits. */
json_t *ck_encode_rights(const struct ck_post *post);
/* {"licence","grade"}, or null while the post was not read. */
json_t *ck_encode_chip(const struct ck_job_view *job);
/* `permissions`: how many stand. */
json_t *ck_encode_kept(const struct ck_kept *kept, bool present, int64_t permissions);

/* What one answer of a list gave. */
json_t *ck_encode_backup_state(const struct ck_backup_state *state);

/* A JSON string of any bytes: what is no UTF-8 becomes "?", over `max` bytes is cut. NULL
 * gives null. */
json_t *ck_encode_text(const char *text, size_t max);
/* An integer, null when it is negative (unknown). */
json_t *ck_encode_number(int64_t number);
/* The last component of a path, borrowed from it. */
const char *ck_last_component(const char *path);

#endif
