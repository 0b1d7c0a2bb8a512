/* inner.h - what the files of the hall share. Nothing outside host/session/ includes it.
 *
 * Callbacks of the network only note what happened; everything that follows from it is
 * done by ck_jobs_advance() and ck_inquiries_advance() in the same turn of the loop. So
 * nothing is freed under the network's feet. */
#ifndef CK_SESSION_INNER_H
#define CK_SESSION_INNER_H

#include "base/buf.h"
#include "fetch/media.h"
#include "keep/name.h"
#include "keep/stage.h"
#include "session/session.h"
#include "tiktok/address.h"
#include "tiktok/page.h"

/* One page being fetched and read. */
struct ck_reader {
    struct ck_client *client;
    struct ck_address address; /* a short one becomes the post's once it was followed */
    struct ck_cookies cookies; /* those sent, then those the answers set */
    struct ck_transfer *transfer;
    struct ck_buf body;
    struct ck_page page;
    bool read; /* `page` is filled */
    bool ended;
    struct ck_error err; /* code CK_OK: `page` is there */
};

/* Starts fetching the page of `address`. `user_agent` and `cookies` may be NULL.
 * Errors: url-refused, no-memory. */
CK_NODISCARD bool ck_reader_start(struct ck_client *client,
                                  const struct ck_address *address,
                                  const char *user_agent,
                                  const struct ck_cookies *cookies,
                                  struct ck_reader **ret, struct ck_error *err);
/* The post that was asked for, moved out of the page of an ended reader. Errors: those of
 * the fetch, and why the page has no such post. */
CK_NODISCARD bool ck_reader_take(struct ck_reader *reader, struct ck_post *ret,
                                 struct ck_error *err);
/* Stops it if it runs. NULL is allowed. */
void ck_reader_free(struct ck_reader *reader);

/* One file being fetched into a stage. */
struct ck_fill {
    struct ck_stage *stage;
    struct ck_transfer *transfer;
    bool video;       /* an MP4 is wanted, else a picture */
    int64_t declared; /* size TikTok stated, -1 unknown */
    int64_t total;    /* size expected, -1 unknown */
    int64_t bytes;
    unsigned char head[16];
    size_t head_len;
    enum ck_media_type type; /* by its first bytes, once there are enough */
    bool ended;
    struct ck_error err; /* code CK_OK: every byte is in the stage */
};

struct ck_fill_wish {
    const char *url;
    const char *user_agent; /* NULL: default */
    const struct ck_cookies *cookies;
    int64_t declared;
    bool video;
};

/* Starts a transfer into `fill`, whose stage is open and is begun again if it has bytes.
 * Errors: url-refused, disk-error, no-memory. */
CK_NODISCARD bool ck_fill_start(struct ck_fill *fill, struct ck_client *client,
                                const struct ck_fill_wish *wish, struct ck_error *err);
/* Stops the transfer, removes the part. */
void ck_fill_clear(struct ck_fill *fill);

enum ck_phase {
    CK_PHASE_WAITING, /* for a place among the parallel ones */
    CK_PHASE_PAGE,
    CK_PHASE_VIDEO,
    CK_PHASE_COVER,
    CK_PHASE_OVER,
};

enum { CK_SPEED_SAMPLES = 8 };

struct ck_job {
    struct ck_job *next;
    struct ck_session *session;
    int64_t number;        /* as faces know it */
    struct ck_job_row row; /* row.number is 0 while the archive does not know it */
    struct ck_address address;
    enum ck_phase phase;
    bool already;
    bool announced; /* the face was told that there is such a job */

    struct ck_post post;
    bool have_post;
    const char *seen; /* "page" or "host" */
    char *user_agent;
    struct ck_cookies cookies;
    struct ck_reader *reader;
    bool refetched; /* a fresh page was fetched for new links: it will not be again */

    int root_fd, dir_fd; /* save folder, author's folder; -1 until opened */
    char *root_path;
    char folder[CK_NAME_MAX + 1], stem[CK_NAME_MAX + 1];
    struct ck_fill video, cover;
    long stream;             /* chosen one */
    size_t mirror;           /* its address in use */
    struct ck_error first;   /* what the first failing mirror of this page said */
    struct ck_error refused; /* why a fresh page was asked for; code CK_OK: it was not */
    int64_t cover_due_ms;
    struct ck_staged_file video_file, cover_file;
    bool have_cover;

    char *file, *path; /* once done */
    int64_t bytes;     /* once done */
    int64_t reported_ms, reported_bytes;
    struct {
        int64_t ms, bytes;
    } samples[CK_SPEED_SAMPLES];
    size_t sample_count;
};

/* A question of ck_session_read() or ck_session_inspect() under way. */
struct ck_inquiry {
    struct ck_inquiry *next;
    struct ck_reader *reader;
    ck_session_read_done *read_done; /* one of the two */
    ck_session_page_done *page_done;
    void *ctx;
};

struct ck_session {
    struct ck_session_options options;
    struct ck_settings settings;
    struct ck_archive *archive; /* NULL until needed */
    struct ck_client *client;
    struct ck_job *jobs; /* newest first; ended ones stay a while */
    struct ck_inquiry *inquiries;
    int64_t next_unrecorded; /* numbers of jobs that the archive does not know */
    bool due;                /* there is work that waits for no descriptor */
};

int64_t ck_now_ms(void);

/* job.c */
struct ck_job *ck_job_create(struct ck_session *session, const struct ck_address *address,
                             const struct ck_wish *wish);
void ck_job_free(struct ck_job *job);
/* Enters the job in the archive. Errors: as ck_archive_job_add(). */
CK_NODISCARD bool ck_job_record(struct ck_job *job, struct ck_error *err);
/* Puts author, text and kind of the post into the row. False: no memory. */
CK_NODISCARD bool ck_job_know(struct ck_job *job, struct ck_error *err);
void ck_job_view(const struct ck_job *job, struct ck_job_view *ret);
void ck_job_report(struct ck_job *job);
/* Changes the state in memory and archive, and reports. */
void ck_job_step(struct ck_job *job, enum ck_job_state state);
/* Ends it: what runs is stopped, parts are removed. */
void ck_job_end(struct ck_job *job, enum ck_job_state state, const struct ck_error *err);
void ck_job_fail(struct ck_job *job, const struct ck_error *err);
/* Lets go of all that only a running job needs. */
void ck_job_release(struct ck_job *job);
/* Reports progress if it is time to. */
void ck_job_progress(struct ck_job *job);
/* Ends as done with the record of an earlier time. False: no memory. */
CK_NODISCARD bool ck_job_already(struct ck_job *job, const struct ck_kept *kept,
                                 struct ck_error *err);

/* place.c */
/* Opens the save folder, making it where that is right. Errors: as ck_folder_open(). */
CK_NODISCARD bool ck_session_folder_open(const struct ck_settings *settings, int *ret_fd,
                                         struct ck_error *err);

/* save.c */
void ck_jobs_advance(struct ck_session *session);

/* publish.c: checks the finished video, gives all files their names and records them. */
CK_NODISCARD bool ck_job_check(struct ck_job *job, struct ck_error *err);
CK_NODISCARD bool ck_job_publish(struct ck_job *job, struct ck_error *err);

/* session.c: reads the wish. `ret_given` says that it came with the post itself, which is
 * then in `ret_post`. Errors: those of ck_session_save() that concern the wish. */
CK_NODISCARD bool ck_wish_check(const struct ck_wish *wish,
                                struct ck_address *ret_address, struct ck_post *ret_post,
                                bool *ret_given, struct ck_error *err);

/* inquiry.c */
void ck_inquiries_advance(struct ck_session *session);
/* Looks the post up; `ret_found` also says that its main file is still there. */
CK_NODISCARD bool ck_session_kept(struct ck_session *session, const char *id,
                                  bool *ret_found, struct ck_kept *ret, bool *ret_present,
                                  struct ck_error *err);

#endif
