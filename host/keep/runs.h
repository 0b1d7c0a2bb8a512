/* runs.h - each time a list was gone through, what it found and what became of that.
 * Parts of the archive; errors as there. What became of a post is never stored: it is
 * asked of the record of posts and of the post's newest job, so that a receipt is right
 * whenever it is looked at. */
#ifndef CK_KEEP_RUNS_H
#define CK_KEEP_RUNS_H

#include "keep/lists.h"

/* So many known posts one after the other, in a list that is newest first, are enough. */
enum { CK_RUN_ENOUGH = 30 };

enum ck_run_source {
    CK_SOURCE_TAB,    /* a browser's own tab */
    CK_SOURCE_SITE,   /* listed by us */
    CK_SOURCE_EXPORT, /* TikTok's data export */
    CK_SOURCE_LINKS,
    CK_SOURCE_FOLDER,
};
enum ck_run_end {
    CK_RUN_OPEN,      /* under way, or broken off */
    CK_RUN_COMPLETE,  /* the list was gone through to its end */
    CK_RUN_SHORT,     /* the same, but there should have been more */
    CK_RUN_MET_KNOWN, /* what follows is known from an earlier run */
    CK_RUN_STOPPED,   /* by the person, or because something broke */
    CK_RUN_CAPTCHA,   /* TikTok wanted to see a person */
    CK_RUN_REFUSED,   /* TikTok did not show the list */
};
/* "tab", "site", …; "", "complete", "short", "enough", …. */
const char *ck_run_source_text(enum ck_run_source source);
const char *ck_run_end_text(enum ck_run_end end);
bool ck_run_source_of_text(const char *text, enum ck_run_source *ret);
bool ck_run_end_of_text(const char *text, enum ck_run_end *ret);

struct ck_run {
    int64_t number, list;
    enum ck_run_source source;
    int64_t started_at, ended_at; /* Unix seconds; ended_at 0: it has not */
    bool full;                    /* to the end of the list, whatever is known already */
    int64_t stated;               /* how many there are by what TikTok says, -1 unknown */
    enum ck_run_end ended;
};

/* Begins a run of a list; of `like` list, source, full and stated are looked at. */
CK_NODISCARD bool ck_run_begin(struct ck_archive *archive, const struct ck_run *like,
                               int64_t *ret_number, struct ck_error *err);

/* What a run has found. Strings are borrowed, NULL is as "". */
struct ck_found {
    const char *post; /* its id, or a name of our own for one that has none */
    const char *author, *text, *kind;
    int64_t created, added_at;    /* Unix seconds, 0 unknown */
    bool passed_over;             /* the person does not want it */
    bool again;                   /* queue it also when it was gone the last time */
    const struct ck_job_row *job; /* how to queue it, NULL: not at all */
    /* What comes back: */
    bool repeated; /* this run has found it before */
    bool known;    /* an earlier run that got far enough had it: see CK_RUN_ENOUGH */
    bool kept;     /* it is kept already */
    bool gone;     /* its last attempt found that it is gone, so it was not queued */
    bool queued;   /* it has an unfinished job now */
};
/* Adds posts to the run and its list, `from` being the place of the first in the list
 * (counted from 0), and queues those that are neither kept nor gone, as ck_queue_add()
 * does: all in one transaction. Also: not-found (no such run). */
CK_NODISCARD bool ck_run_found(struct ck_archive *archive, int64_t run, int64_t from,
                               struct ck_found *found, size_t count,
                               struct ck_error *err);
/* Ends the run. `stated` -1: what was stated at its beginning. One that is complete but
 * has found fewer than stated is recorded as short. A run that has ended stays as it is.
 */
CK_NODISCARD bool ck_run_end(struct ck_archive *archive, int64_t run,
                             enum ck_run_end ended, int64_t stated, struct ck_error *err);
/* The run of this number; without one `ret` is empty. */
CK_NODISCARD bool ck_run_read(struct ck_archive *archive, int64_t number, bool *ret_found,
                              struct ck_run *ret, struct ck_error *err);
/* The newest run of each list, the newest first; free with ck_free(). */
CK_NODISCARD bool ck_runs_newest(struct ck_archive *archive, struct ck_run **ret,
                                 size_t *ret_count, struct ck_error *err);
/* How a run adds up: found = saved + had + gone + failed + waiting + passed_over. */
enum { CK_RECEIPT_REASONS = 64 };
struct ck_receipt_reason {
    enum ck_code code;
    int64_t count;
};
struct ck_receipt {
    struct ck_run run;
    struct ck_list list; /* owned */
    int64_t found;
    int64_t saved;       /* not kept when it was found, and kept now */
    int64_t had;         /* kept already */
    int64_t gone;        /* by the post's own answer, never because a list came short */
    int64_t failed;      /* for other reasons: those in `reasons` */
    int64_t waiting;     /* not tried to its end yet */
    int64_t passed_over; /* not chosen */
    int64_t missing;  /* fewer than TikTok states for the list, 0: none, or not known */
    int64_t unlisted; /* known from earlier runs, and not in this one to the end */
    struct ck_receipt_reason
        reasons[CK_RECEIPT_REASONS]; /* of `gone` and `failed`, the most frequent first */
    size_t reason_count;
};
void ck_receipt_clear(struct ck_receipt *receipt);
/* True for the errors by which a post itself says that it is gone. Pure. */
bool ck_code_gone(enum ck_code code);
/* What became of all that the run has found, as of now. Also: not-found. */
CK_NODISCARD bool ck_run_receipt(struct ck_archive *archive, int64_t run,
                                 struct ck_receipt *ret, struct ck_error *err);

/* What became of one post of a run. */
enum ck_fate {
    CK_FATE_SAVED,
    CK_FATE_HAD,
    CK_FATE_GONE,
    CK_FATE_FAILED,
    CK_FATE_WAITING,
    CK_FATE_PASSED_OVER,
};
/* Told of a post of the run with its last known facts, and for gone and failed ones why;
 * false ends it. */
typedef bool ck_run_told(void *ctx, const struct ck_list_post *post, enum ck_fate fate,
                         enum ck_code code);
/* Tells of the posts of the run that met this fate, in the order of the list, at most
 * `limit`. */
CK_NODISCARD bool ck_run_each(struct ck_archive *archive, int64_t run, enum ck_fate fate,
                              size_t limit, ck_run_told *told, void *ctx,
                              struct ck_error *err);

#endif
