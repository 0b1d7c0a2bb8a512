/* backing.h - what the files of `clipkeep backup` share. */
#ifndef CK_FACE_BACKING_H
#define CK_FACE_BACKING_H

#include "face/line.h"
#include "face/link_set.h"
#include "session/visit.h"

#include <jansson.h>

/* One list, or one set of links. */
struct ck_backup_source {
    struct ck_address address; /* of a list */
    struct ck_link_set *links; /* NULL: it is a list */
    char *name;                /* of a set of links: its file's */
    struct ck_visit *visit;
    int64_t run; /* 0: not begun */
    int64_t told;
    enum ck_run_end how;
    bool ended;
    struct ck_error err; /* why it did not come to its end */
};

struct ck_backup_run {
    struct ck_session *session;
    struct ck_backup_source *sources;
    size_t count;
    size_t at; /* the one under way */
    bool json, full, consent, stopped;
    size_t comments;               /* to be kept of each post at most; 0: none */
    struct ck_remark_run *remarks; /* once the lists and the posts are done */
    bool due;                      /* of those that are known, what is due */
    int64_t saved, failed;
    struct ck_line line;
};

/* backup_args.c: takes over an argument: an account, an address, a file, "-". Errors:
 * address-not-tiktok, no-memory, as ck_read_file(). */
CK_NODISCARD bool ck_backup_argument(struct ck_backup_run *run, const char *argument,
                                     struct ck_error *err);
/* backup_due.c: takes over the public lists that were backed up before and not gone
 * through lately. Errors: those of the archive, no-memory. */
CK_NODISCARD bool ck_backup_due(struct ck_backup_run *run, struct ck_error *err);
/* Ends what has not ended, and frees it, but for the session. */
void ck_backup_clear(struct ck_backup_run *run);

/* backup_remarks.c: asks for the comments of what the runs have kept, one post after the
 * other; true while that is under way. */
bool ck_backup_remarks(struct ck_backup_run *run);
/* {"posts","comments","error"}; null when none were asked for, NULL when out of memory.
 * And, once they were begun with, the same in words, on one line. */
json_t *ck_backup_remarks_json(const struct ck_backup_run *run);
void ck_backup_remarks_text(const struct ck_backup_run *run, struct ck_buf *ret);
/* True when all that were wanted were had. */
bool ck_backup_remarks_well(const struct ck_backup_run *run);
void ck_backup_remarks_clear(struct ck_backup_run *run);

/* backup_tell.c: for struct ck_session_options. */
void ck_backup_report(void *ctx, const struct ck_job_view *job);
void ck_backup_troubled(void *ctx, enum ck_code code);
/* On a terminal one line that changes; elsewhere a line whenever more was found. */
void ck_backup_progress(struct ck_backup_run *run, struct ck_backup_source *source);
/* The same once all lists are done; on a terminal only. */
void ck_backup_progress_after(struct ck_backup_run *run);
/* Tells how it all adds up; the signal that ended it, 0 for none. Returns the exit
 * status.
 */
int ck_backup_finish(struct ck_backup_run *run, int signal_number);

#endif
