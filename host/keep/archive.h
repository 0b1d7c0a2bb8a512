/* archive.h - the record of what is kept and of what is still to do, in SQLite.
 * Several host processes may use it at once. Rollback journal, synchronous=EXTRA, STRICT
 * tables, `user_version` from the first day (schema: host/keep/schema.sql, embedded at
 * build). Never holds a cookie or a signed address. */
#ifndef CK_KEEP_ARCHIVE_H
#define CK_KEEP_ARCHIVE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ck_archive;

/* One file of a kept post. */
struct ck_kept_file {
    char *role; /* "video", "image", "sound", "cover", "sidecar", "captions" */
    char *name; /* relative to the save folder: "AUTHOR/NAME.mp4" */
    int64_t bytes;
    char sha256[65];
};

/* What is known of the rights of a kept post. */
struct ck_kept_rights {
    char licence[40]; /* that it states, an SPDX name; "": none */
    char grade[12];   /* how surely: "certain", "strong", …; "": not read yet */
    char saving[8];   /* by others: "allowed", "off", "unknown"; "" is as "unknown" */
    int edition;      /* of the rules by which licence and grade were read; 0: none */
    bool mine;        /* the person who keeps it made it */
};

/* One kept post. All memory owned by the struct; free with ck_kept_clear(). */
struct ck_kept {
    char id[24];
    char *kind;   /* "video", "photo" */
    char *author; /* handle */
    char *text;
    char *page;      /* canonical address */
    int64_t created; /* of the post, Unix seconds */
    int64_t kept_at; /* Unix seconds */
    char *seen;   /* "page": handed over by a browser; "host": read by the host itself */
    char *folder; /* absolute save folder at that time */
    struct ck_kept_rights rights;
    char *notes; /* words with a space between; "" none, or recorded before there were */
    struct ck_kept_file
        *files;        /* files[0] is the main one: the video, the first picture */
    size_t file_count; /* never 0 in a record that was read */
};

enum ck_job_state {
    CK_JOB_QUEUED,
    CK_JOB_READING, /* fetching and reading the page */
    CK_JOB_DOWNLOADING,
    CK_JOB_CHECKING, /* hash, structure, publishing */
    CK_JOB_DONE,
    CK_JOB_FAILED,
    CK_JOB_CANCELLED,
};
/* "queued", "reading", …: in the database, the protocol and `list --json`. */
const char *ck_job_state_text(enum ck_job_state state);
bool ck_job_state_of_text(const char *text, enum ck_job_state *ret);
/* True for done, failed and cancelled. */
bool ck_job_state_ended(enum ck_job_state state);
/* True when a job may go from one state to the other. A job that has not ended may stay
 * where it is, or go back to queued. */
bool ck_job_step_legal(enum ck_job_state from, enum ck_job_state to);

struct ck_job_row {
    int64_t number;
    char post[24];
    char *page; /* canonical address: enough to go on without the browser */
    char *kind, *author, *text; /* "" until known */
    bool again;                 /* save although it is kept */
    enum ck_job_state state;
    enum ck_code code; /* of a failed one, CK_OK otherwise */
    char *detail;
    int64_t added_at, changed_at;
    int priority;   /* 0: a person clicked; a larger number comes later */
    bool paused;    /* by the person: nobody claims it */
    int64_t due_at; /* Unix seconds, not before; 0: at once */
    int tries;      /* attempts that have ended, however */
    char *browser;  /* whose page the post was handed over from; "": none */
    bool bound;     /* strangers are not shown the post: it waits for that browser */
    bool mine;      /* the person made the post */
    bool consent;   /* keep it although its creator turned saving off */
};

/* Opens or makes `archive.sqlite` and the folder `owners` in `state_dir` (0700, file
 * 0600, no symbolic links); an older one is brought to our version after a copy was made
 * beside it. Errors: archive-newer, archive-damaged, archive-error, disk-full,
 * disk-error.
 */
CK_NODISCARD bool ck_archive_open(const char *state_dir, struct ck_archive **ret,
                                  struct ck_error *err);
void ck_archive_close(struct ck_archive *archive);
/* True when a process that worked with the archive was ended in the midst of it, by a
 * power cut or a kill; whoever asks first is told. */
bool ck_archive_ended_badly(const struct ck_archive *archive);
/* Reads the whole archive and says whether it is sound; takes a while with many posts.
 * One that is not is for ck_archive_set_aside() and ck_rescan_open(). Errors: as below,
 * but not archive-damaged. */
CK_NODISCARD bool ck_archive_check(struct ck_archive *archive, bool *ret_sound,
                                   struct ck_error *err);

/* All calls below: archive-damaged, archive-error (the detail says what: busy for over 5
 * s, not to be opened), disk-full, disk-error, no-memory. NULL strings are recorded as
 * "".
 */

/* The newest record of a post; without one `ret` is empty. */
CK_NODISCARD bool ck_archive_find(struct ck_archive *archive, const char *id,
                                  bool *ret_found, struct ck_kept *ret,
                                  struct ck_error *err);
/* The newest record of each of the newest `limit` posts, newest first; free with
 * ck_kept_free_all(). */
CK_NODISCARD bool ck_archive_recent(struct ck_archive *archive, size_t limit,
                                    struct ck_kept **ret, size_t *ret_count,
                                    struct ck_error *err);
/* How many posts are kept, and the bytes of the files of their newest records. */
CK_NODISCARD bool ck_archive_count(struct ck_archive *archive, int64_t *ret_posts,
                                   int64_t *ret_bytes, struct ck_error *err);
/* Records a kept post with at least one file and, in the same transaction, its job as
 * done (`job` 0: none). An older record of the same main file gives way to it. Also:
 * internal (no file; the job may not step to done), not-found (no such job of ours). */
CK_NODISCARD bool ck_archive_keep(struct ck_archive *archive, const struct ck_kept *kept,
                                  int64_t job, struct ck_error *err);

/* Sets what is known of the rights of the record in `kept->folder` with this main file,
 * unless it is from a newer edition. That a post is the person's own is never taken back.
 */
CK_NODISCARD bool ck_archive_set_rights(struct ck_archive *archive,
                                        const struct ck_kept *kept, struct ck_error *err);

/* Adds a queued job that belongs to this process; `number`, `state`, `code`, `paused`,
 * `tries` and the times of `row` are not looked at. A post has one unfinished job at
 * most: that of a dead process or of nobody (queue.h) is taken over (same number, the
 * smaller priority, no longer paused), one of our own is given back as it is, and one of
 * another living process gives saving-elsewhere. */
CK_NODISCARD bool ck_archive_job_add(struct ck_archive *archive,
                                     const struct ck_job_row *row, int64_t *ret_number,
                                     struct ck_error *err);
/* Changes state (a legal step only), code, detail, kind, author, text and `due_at` of a
 * job of this process; `changed_at` becomes now. A step to an end, or back to queued with
 * a code, ends an attempt: that is recorded with it, and counted in `tries`. Also:
 * internal (illegal step), not-found (no such job of ours: another process took it over).
 */
CK_NODISCARD bool ck_archive_job_update(struct ck_archive *archive,
                                        const struct ck_job_row *row,
                                        struct ck_error *err);
/* Takes over one unfinished job whose process has died or that nobody has yet, set back
 * to queued: the smallest priority first, then the oldest; none that is paused, not due
 * yet or bound to a browser (ck_queue_claim() in queue.h claims those). Liveness by a
 * locked file, which the kernel releases on any death. */
CK_NODISCARD bool ck_archive_job_claim(struct ck_archive *archive, bool *ret_found,
                                       struct ck_job_row *ret, struct ck_error *err);
/* A setting that belongs to the queue; without one `ret` is NULL. Free with ck_free(). */
CK_NODISCARD bool ck_archive_setting(struct ck_archive *archive, const char *name,
                                     char **ret, struct ck_error *err);
CK_NODISCARD bool ck_archive_set(struct ck_archive *archive, const char *name,
                                 const char *value, struct ck_error *err);
/* The newest `limit` jobs, newest first; free with ck_job_rows_free(). */
CK_NODISCARD bool ck_archive_jobs(struct ck_archive *archive, size_t limit,
                                  struct ck_job_row **ret, size_t *ret_count,
                                  struct ck_error *err);

void ck_kept_clear(struct ck_kept *kept);
void ck_kept_free_all(struct ck_kept *kept, size_t count);
void ck_job_row_clear(struct ck_job_row *row);
void ck_job_rows_free(struct ck_job_row *rows, size_t count);

#endif
