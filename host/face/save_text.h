/* save_text.h - what `clipkeep save` says of a job, as text and as JSON. Pure: no I/O. */
#ifndef CK_FACE_SAVE_TEXT_H
#define CK_FACE_SAVE_TEXT_H

#include "base/buf.h"
#include "session/session.h"

#include <jansson.h>

/* What a person may be told that a job is doing. */
enum ck_step {
    CK_STEP_NONE, /* nothing that is worth a line */
    CK_STEP_READING,
    CK_STEP_DOWNLOADING,
    CK_STEP_JOINING,
    CK_STEP_WAITING,
};

enum ck_step ck_step_of(const struct ck_job_view *job);
/* Appends a line that says so: "waiting: TikTok asks us to slow down; goes on in 18 s";
 * nothing for CK_STEP_NONE. */
void ck_step_text(const struct ck_job_view *job, struct ck_buf *ret);
/* Appends each note of a kept post as an indented line, ended with a line break. */
void ck_notes_text(ck_notes notes, struct ck_buf *ret);
/* The folder of a photo post, the file of any other one; borrowed or in `buf`. NULL when
 * out of memory. */
const char *ck_shown_path(const struct ck_job_view *job, struct ck_buf *buf);
/* One of the `posts` of `save --json`: a new reference, NULL when out of memory. */
json_t *ck_save_result(const char *address, const struct ck_job_view *job);

#endif
