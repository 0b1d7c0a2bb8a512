/* session.h - the hall: takes a request for a post through address, page, post, plan,
 * transfer, check, publish, archive and report. Both faces use it in the same way. One
 * thread. */
#ifndef CK_SESSION_SESSION_H
#define CK_SESSION_SESSION_H

#include "base/error.h"
#include "desktop/settings.h"
#include "fetch/client.h"
#include "keep/archive.h"
#include "session/note.h"
#include "tiktok/licence.h"
#include "tiktok/page.h"
#include "tiktok/post.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ck_session;

/* What a face asks for. All pointers are borrowed until the call returns. */
struct ck_wish {
    const char *address; /* as the person or the extension gave it */
    const char *item;    /* TikTok's item JSON as the page has it, NULL: none */
    size_t item_len;
    const char *user_agent; /* the browser's, NULL: default */
    struct ck_cookies cookies;
    bool again;   /* save although it is kept */
    bool bulk;    /* one of many: whatever a person clicked on goes before it */
    bool mine;    /* the person made the post */
    bool consent; /* keep it although its creator turned saving off */
};

/* A job as faces show it. Strings are borrowed until the callback returns. */
struct ck_job_view {
    int64_t number;
    const char *post, *kind, *author, *text, *page;
    enum ck_job_state state;
    enum ck_grade grade;  /* how surely the post states its licence */
    int64_t bytes, total; /* -1 unknown */
    int64_t speed;        /* bytes per second over the last seconds, -1 unknown */
    int64_t left_s;       /* -1 unknown */
    enum ck_code code;
    const char *detail;
    const char *folder;  /* name of the save folder */
    const char *file;    /* relative to it once done, NULL before */
    const char *path;    /* absolute once done, NULL before; for the command line only */
    bool already;        /* done because it was kept before; nothing was downloaded */
    int64_t images;      /* pictures of a photo post; 0: none, or not known yet */
    ck_notes notes;      /* what to tell about it once done */
    const char *browser; /* it waits until the post is saved there again, NULL: not */
    bool paused;         /* by the person */
    bool joining;        /* downloading is over: picture and sound are being joined */
    enum ck_code waits;  /* why nothing goes on for `waits_s` seconds; CK_OK: it does */
    int64_t waits_s;
    const struct ck_licence *licence; /* that the post states; NULL: not read yet */
    int64_t changed_at;
    bool progress; /* only numbers have changed since the last report */
};

/* Told, from inside ck_session_turn() and ck_session_cancel(), whenever a job was added
 * or changed; progress at most 4 times a second per job. */
typedef void ck_session_report(void *ctx, const struct ck_job_view *job);

/* What `read` finds out. Owned by the callee; borrowed until the callback returns. */
struct ck_reading {
    const struct ck_post *post;
    const struct ck_kept *kept; /* NULL: not kept */
    bool file_present;          /* the kept file is still where it was put */
    int64_t permissions;        /* of its creator that stand */
    const char *seen;           /* "page" or "host" */
};
/* A page was fetched and read for `inspect`; both borrowed, one of them NULL. */
typedef void ck_session_page_done(void *ctx, const struct ck_page *page,
                                  const struct ck_error *err);
/* `reading` is NULL when `err` is not. */
typedef void ck_session_read_done(void *ctx, const struct ck_reading *reading,
                                  const struct ck_error *err);

/* The process gives up what it does not need (desktop/confine.h): at once, and files
 * before the network is first used. */
enum ck_sandbox {
    CK_SANDBOX_NONE,
    CK_SANDBOX_READING, /* nothing is saved */
    CK_SANDBOX_SAVING,
};
/* Told when all jobs begin to wait for something that passes (disk-full, folder-missing,
 * network) and, with CK_OK, when they go on. */
typedef void ck_session_troubled(void *ctx, enum ck_code code);

/* Told once that the archive was damaged, is called `aside` now, and was made anew. */
typedef void ck_session_mended(void *ctx, const char *aside);

/* Whether sidecars are read again by newer rules about licences (rights_reread.h). */
enum ck_reread_when {
    CK_REREAD_NOT,
    CK_REREAD_IDLE, /* a few at a time while nobody asks for anything */
    CK_REREAD_ALL,  /* the same, and ck_session_busy() until it is done */
};

struct ck_session_options {
    const char *browser; /* whose pages posts are handed over from; NULL: a terminal */
    ck_session_report *report;
    void *ctx;
    enum ck_sandbox sandbox;
    ck_session_troubled *troubled; /* NULL: nobody wants to know */
    ck_session_mended *mended;     /* the same */
    bool wait_for_disk; /* for room and for a folder that has gone; else jobs fail */
    /* How long jobs wait for a network that is gone before they fail; 0 not at all, -1
     * without limit. */
    int64_t network_ms;
    enum ck_reread_when reread;
    /* What lists lead to is kept, for the person alone, although its creator has turned
     * saving off: as `consent` of a wish. */
    bool consent;
};

/* Loads the settings; archive and network are opened when first needed.
 * Errors: no-memory, disk-error. */
CK_NODISCARD bool ck_session_create(const struct ck_session_options *options,
                                    struct ck_session **ret, struct ck_error *err);
/* Ends at once: transfers stop, unfinished jobs stay resumable. NULL is allowed. */
void ck_session_free(struct ck_session *session);

/* Reads a post; `done` is called exactly once, possibly before this returns. */
void ck_session_read(struct ck_session *session, const struct ck_wish *wish,
                     ck_session_read_done *done, void *ctx);
/* Fetches and reads any page of TikTok; `done` is called exactly once, possibly before
 * this returns. */
void ck_session_inspect(struct ck_session *session, const char *address,
                        ck_session_page_done *done, void *ctx);
/* Starts keeping a post and reports on it from then on; when much is waiting already, the
 * job is only recorded, and taken up when there is room. A post that is being saved
 * already, by whichever process, gives the number of that job, whose end is reported in
 * any case; one that is kept, and still where it was put, a
 * job that is done already. Errors: address-not-tiktok, address-not-post, item-bad,
 * item-mismatch, login-needed, busy, saving-elsewhere, those of the archive, no-memory.
 */
CK_NODISCARD bool ck_session_save(struct ck_session *session, const struct ck_wish *wish,
                                  int64_t *ret_job, struct ck_error *err);
/* Adds those of the addresses that are addresses of posts to the queue as a bulk, with
 * `again` and `consent` of the wish `like`, and has what waits there taken up. `ret_jobs`
 * has the number of each one's job, 0 for what ck_session_save() must look at; one that
 * another process has is among them, and is not reported on. Errors: those of the
 * archive, no-memory. */
CK_NODISCARD bool ck_session_enqueue(struct ck_session *session,
                                     const char *const *addresses, size_t count,
                                     const struct ck_wish *like, int64_t *ret_jobs,
                                     struct ck_error *err);
/* True while fewer jobs are at hand than could soon be worked on. */
bool ck_session_room(const struct ck_session *session);
/* Ends an unfinished job of this process or of nobody, with `others` whichever process
 * has it (that one ends it within a second or two); `number` 0: all of them. `ret_count`
 * counts them. Errors: those of the archive. */
CK_NODISCARD bool ck_session_cancel(struct ck_session *session, int64_t number,
                                    bool others, size_t *ret_count, struct ck_error *err);
/* Pauses an unfinished job, whichever process has it, or with `paused` false has it gone
 * on with; `number` 0: all of them. `ret_count` counts the jobs that were changed. What
 * was paused stays so when the process ends. Errors: those of the archive. */
CK_NODISCARD bool ck_session_pause(struct ck_session *session, int64_t number,
                                   bool paused, size_t *ret_count, struct ck_error *err);
/* Queues a failed job anew, as another job, or with `number` 0 all that failed and whose
 * posts were not kept or queued since; `consent` as in a wish. Errors: those of the
 * archive. */
CK_NODISCARD bool ck_session_retry(struct ck_session *session, int64_t number,
                                   bool consent, size_t *ret_count, struct ck_error *err);
/* Forgets the jobs that have ended, here and in the archive, and empties the log;
 * `ret_count` counts those of the archive. What is kept, and what is to do, stays.
 * Errors: those of the archive, disk-error. */
CK_NODISCARD bool ck_session_forget_history(struct ck_session *session, size_t *ret_count,
                                            struct ck_error *err);
/* Takes up what is unfinished in the archive and has no living process, from now on,
 * whenever there is room; returns how many at once through `ret_count`. */
CK_NODISCARD bool ck_session_resume(struct ck_session *session, size_t *ret_count,
                                    struct ck_error *err);
/* Calls `report` for each running job and the newest ended ones, at most `limit`, newest
 * first. */
CK_NODISCARD bool ck_session_jobs(struct ck_session *session, size_t limit,
                                  ck_session_report *report, void *ctx,
                                  struct ck_error *err);
/* Calls `report` once, for one job, whosoever it is. Errors: not-found, those of the
 * archive. */
CK_NODISCARD bool ck_session_look(struct ck_session *session, int64_t number,
                                  ck_session_report *report, void *ctx,
                                  struct ck_error *err);
/* Calls `report` for each job that this process works on now. */
void ck_session_each(const struct ck_session *session, ck_session_report *report,
                     void *ctx);
/* One job of this process; what `ret` points to is borrowed until the next call. False:
 * there is none. */
CK_NODISCARD bool ck_session_job(const struct ck_session *session, int64_t number,
                                 struct ck_job_view *ret);
/* The same for the unfinished job of a post. */
CK_NODISCARD bool ck_session_job_of(const struct ck_session *session, const char *post,
                                    struct ck_job_view *ret);
/* True while a job that is not paused or a reading is unfinished, the queue was not
 * looked at, a job was not reported yet, SHA256SUMS still lacks what was kept earlier, or
 * sidecars are to be read again before the end. */
bool ck_session_busy(const struct ck_session *session);

/* The archive, opened now if need be; borrowed. */
CK_NODISCARD bool ck_session_archive(struct ck_session *session, struct ck_archive **ret,
                                     struct ck_error *err);
/* True when the sandbox does not know the save folder in force: this process cannot save
 * there, another one can. */
bool ck_session_outgrown(const struct ck_session *session);
/* True when jobs in the archive have not ended, whoever has them. */
bool ck_session_unfinished_work(struct ck_session *session);
/* What all jobs wait for now, CK_OK: nothing. */
enum ck_code ck_session_trouble(const struct ck_session *session);
/* Settings in force, borrowed; and putting new ones in force (they are saved to disk). */
const struct ck_settings *ck_session_settings(const struct ck_session *session);
CK_NODISCARD bool ck_session_change(struct ck_session *session,
                                    const struct ck_settings *settings,
                                    struct ck_error *err);
/* The same for this session alone: the disk is not touched. Errors: no-memory. */
CK_NODISCARD bool ck_session_settings_for_run(struct ck_session *session,
                                              const struct ck_settings *settings,
                                              struct ck_error *err);

/* Puts in force what another process has written into the settings file, looking at most
 * once a second unless `now`. True: they are others. */
bool ck_session_heed_settings(struct ck_session *session, bool now);

/* Bytes free for us where the save folder is, or is going to be made; -1 unknown. */
int64_t ck_session_space(const struct ck_session *session);
/* Whether the save folder can be used now; makes nothing. Errors: folder-missing,
 * folder-read-only, disk-full, disk-error. */
CK_NODISCARD bool ck_session_folder_ok(const struct ck_session *session,
                                       struct ck_error *err);
/* The absolute path of the file of a done job or, with `post`, of a kept post; of the
 * save folder, made if need be, when there is neither (`job` 0, `post` NULL). Free with
 * ck_free(). Errors: not-found (also when the file is gone), those of the archive and of
 * ck_session_folder_ok(), no-memory. */
CK_NODISCARD bool ck_session_where(struct ck_session *session, int64_t job,
                                   const char *post, char **ret, struct ck_error *err);

/* One turn of the one loop: waits for the network, the caller's descriptors or the
 * timeout (-1: none), then does what is due. Errors: network. */
CK_NODISCARD bool ck_session_turn(struct ck_session *session, struct ck_wait *waits,
                                  size_t count, int timeout_ms, struct ck_error *err);

#endif
