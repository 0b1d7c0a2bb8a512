/* inner.h - what the files of the hall share. Nothing outside host/session/ includes it.
 *
 * Callbacks of the network only note what happened; all that follows from it is done in
 * the same turn of the loop, so that nothing is freed under the network's feet. */
#ifndef CK_SESSION_INNER_H
#define CK_SESSION_INNER_H

#include "fetch/join.h"
#include "keep/album.h"
#include "keep/names.h"
#include "keep/reread.h"
#include "keep/rescan.h"
#include "session/part.h"
#include "session/reader.h"
#include "session/session.h"
#include "tiktok/plan.h"

enum ck_phase {
    CK_PHASE_WAITING, /* for a place among the parallel ones */
    CK_PHASE_PAGE,
    CK_PHASE_MAIN, /* fetching what the post cannot be kept without */
    CK_PHASE_JOIN,
    CK_PHASE_EXTRAS,  /* fetching what is nice to have */
    CK_PHASE_PUBLISH, /* all is there: it waits for the others of its batch */
    CK_PHASE_OVER,
};

enum { CK_SPEED_SAMPLES = 8 };

/* How often the archive is looked at for work that others have left there. */
enum { CK_LOOK_MS = 1000 };

/* The folder beside posts for what joined videos were made of. */
#define CK_SOURCES ".sources"

struct ck_job {
    struct ck_job *next;
    struct ck_session *session;
    int64_t number;        /* as faces know it */
    struct ck_job_row row; /* row.number is 0 while the archive does not know it */
    struct ck_address address;
    enum ck_phase phase;
    bool already;
    bool announced;    /* the face was told that there is such a job */
    bool rights_known; /* licence and grade */
    bool left;         /* to its browser: the archive has it, and it goes from memory */

    struct ck_post post;
    bool have_post;
    enum ck_grade grade; /* how surely it states its licence */
    const char *seen;    /* "page" or "host" */
    char *user_agent;    /* the post was read with; media links are bound to it */
    struct ck_cookies cookies;
    struct ck_reader *reader;
    struct ck_error refused; /* why another page was asked for; code CK_OK: it was not */

    /* The ladder of ladder.c. */
    struct ck_plan plan;
    bool *skip;      /* for each stream, whether it has failed */
    bool no_join;    /* picture and sound cannot be joined */
    bool no_audio;   /* the sound tracks of their own have failed */
    bool refetched;  /* a fresh page was fetched for new links: it will not be again */
    bool last_links; /* the mirrors have failed, the links of /aweme/v1/play/ are left */
    bool embedded;   /* the embed was asked for */
    struct ck_error first; /* why the first way failed since the page was read */

    int root_fd, dir_fd;     /* save folder, the post's folder; -1 until opened */
    int source_fd;           /* where the parts of a joined video are kept, -1: nowhere */
    int64_t asked_ms;        /* when its page was asked for, or its files */
    int64_t ready_ms;        /* when all of it was there */
    int64_t step_ms;         /* when its state changed last */
    enum ck_job_state known; /* the state in the archive */
    int64_t after_ms;        /* it waits until then (ck_clock_ms()), 0: it does not */
    bool was_lost;           /* it has waited for the network before */
    bool moved_in; /* the author's folder was opened anew, because it went away */
    struct ck_album *album; /* of a photo post; its parts are in it */
    char *root_path;
    char folder[CK_NAMES_PATH_SIZE], stem[CK_NAME_MAX + 1]; /* as ck_names_post() */
    char *sound_urls[2]; /* of a photo post; borrowed from it */
    size_t sound_url_count;
    struct ck_part *parts; /* the main ones first */
    size_t part_count, main_count;
    struct ck_join join;
    struct ck_part made; /* what was joined; `made.file` is filled once it is whole */
    ck_notes notes;
    struct ck_licence licence; /* that the post states */

    char *file, *path; /* once done */
    int64_t bytes;     /* once done */
    int64_t images;
    int64_t last_bytes, last_total; /* how far it came, once it has ended */
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

/* What keeps all jobs from going on. */
struct ck_trouble {
    enum ck_code code; /* disk-full, folder-missing, network; CK_OK: nothing */
    int64_t since_ms;  /* when it began, 0: something has been saved since */
    int64_t look_ms;   /* when it is looked at again */
    int64_t pause_ms;  /* how long it was left alone the last time */
    int64_t needed;    /* bytes that must be free (disk-full) */
};

/* Jobs that other processes have, or may take up, and that the face asked for. */
struct ck_followed {
    int64_t *numbers;
    size_t count;
};

struct ck_session {
    struct ck_session_options options;
    struct ck_settings settings;
    struct ck_settings_stamp stamp; /* of the file that they are from */
    int64_t settings_ms;            /* when to look whether it is another one */
    struct ck_archive *archive;     /* NULL until needed */
    struct ck_client *client;
    struct ck_worker *worker;    /* that writes what arrives */
    struct ck_worker *publisher; /* that syncs and names it, beside the other */
    struct ck_batch *batch;      /* what is being published */
    char *join_program;          /* NULL: this Clipkeep cannot join */
    struct ck_job *jobs;         /* newest first; ended ones stay a while */
    struct ck_inquiry *inquiries;
    struct ck_visit *visits;    /* the caller's */
    struct ck_talking *talking; /* the same, as is the next; NULL: none */
    struct ck_direct *direct;
    int64_t next_unrecorded; /* numbers of jobs that the archive does not know */
    struct ck_trouble trouble;
    struct ck_followed followed;
    struct ck_backup *backups; /* runs under way, the newest first */
    struct ck_handed *handed;  /* posts that wait in memory, the oldest first */
    size_t handed_bytes;       /* of their items */
    bool takes_up;             /* what waits in the archive is taken up */
    int64_t look_ms;           /* when to look for such work (ck_clock_ms()) */
    int64_t heed_ms;           /* when to look whether others have paused ours */
    char *confined_to; /* the save folder of the sandbox; NULL: it is still open */
    bool due;          /* there is work that waits for no descriptor */
    bool swept;        /* what dead runs left was looked for */
    bool lists_whole;  /* the journal of this folder has all lists and runs */
    bool sums_whole;   /* SHA256SUMS has all that was kept in this folder */
    bool reread_over;  /* all sidecars in this folder are read by today's rules */
    int64_t reread_ms; /* when to read the next ones (ck_clock_ms()) */
    struct ck_librarian *librarian; /* who makes the library, NULL: nobody now */
    bool library_stale;             /* posts were kept that it does not have yet */
    int64_t library_ms;             /* when to begin with it (ck_clock_ms()) */
    struct ck_reread_mark reread_mark;
    bool recognised;               /* the archive knows this folder's posts */
    struct ck_rescan *recognising; /* it is just being told of them */
    int recognised_fd;             /* the folder, for that */
};

/* job.c */
struct ck_job *ck_job_create(struct ck_session *session, const struct ck_address *address,
                             const struct ck_wish *wish);
void ck_job_free(struct ck_job *job);
/* Enters the job in the archive. Errors: as ck_archive_job_add(). */
CK_NODISCARD bool ck_job_record(struct ck_job *job, struct ck_error *err);
/* Puts author, text and kind of the post into the row. False: no memory. */
CK_NODISCARD bool ck_job_know(struct ck_job *job, struct ck_error *err);
/* Changes the state, and reports. The archive learns at once how it ended, and of states
 * under way only those that last (ck_job_settle()). */
void ck_job_step(struct ck_job *job, enum ck_job_state state);
/* Records the state once it has lasted. */
void ck_job_settle(struct ck_job *job);
/* Stops what runs and puts the job back among those that wait, with what the browser gave
 * for it. */
void ck_job_halt(struct ck_job *job);
/* Ends it: what runs is stopped, parts are removed. */
void ck_job_end(struct ck_job *job, enum ck_job_state state, const struct ck_error *err);
void ck_job_fail(struct ck_job *job, const struct ck_error *err);
/* Lets go of jobs that were left to their browsers. */
void ck_session_forget_left(struct ck_session *session);
/* Lets go of the parts, and removes them from the disk. */
void ck_job_drop_parts(struct ck_job *job);
/* Before that: what has come of them is left for a later attempt, if it is worth it. */
void ck_job_put_by_parts(struct ck_job *job);
/* How many pictures were kept, and the bytes of them, or of the video. */
int64_t ck_kept_images(const struct ck_kept *kept, int64_t *ret_bytes);
/* Ends as done with the record of an earlier time. False: no memory. */
CK_NODISCARD bool ck_job_already(struct ck_job *job, const struct ck_kept *kept,
                                 struct ck_error *err);

/* view.c */
void ck_job_view(const struct ck_job *job, struct ck_job_view *ret);
void ck_job_report(struct ck_job *job);
/* Reports progress if there is some and it is time to. */
void ck_job_progress(struct ck_job *job);
/* Bytes of the parts so far, and of all of them together (-1 unknown). */
int64_t ck_job_bytes(const struct ck_job *job);
int64_t ck_job_total(const struct ck_job *job);

/* confine.c */
/* Closes the sandbox if it is wanted and still open. Called before each use of the
 * network; what goes wrong with it is logged. */
void ck_session_confine(struct ck_session *session);

/* place.c */
/* Opens the save folder, making it where that is right. Errors: as ck_folder_open(). */
CK_NODISCARD bool ck_session_folder_open(const struct ck_settings *settings, int *ret_fd,
                                         struct ck_error *err);
/* Adds some of what SHA256SUMS lacks. Called while there is nothing else to do. */
void ck_session_fill_sums(struct ck_session *session);
/* Writes what the journal lacks of lists, some or all; failures are only logged. */
void ck_session_note_lists(struct ck_session *session, bool all);
/* Writes into the journal that the post could not be kept. */
void ck_job_note_failure(const struct ck_job *job);
/* Opens the places of the job's parts. Errors: of ck_folder_open(), ck_album_open(). */
CK_NODISCARD bool ck_job_open_place(struct ck_job *job, struct ck_error *err);

/* schedule.c */
/* Another job of ours is saving the post that this short link turned out to be. */
bool ck_job_is_doubled(const struct ck_job *job);
/* Another job may fetch what it needs most: as many do as the person allows. */
bool ck_session_has_place(const struct ck_session *session);
/* The page of the job has been read: true when it is its turn to fetch the post. */
bool ck_job_may_fetch(const struct ck_job *job);
/* The job to begin now, NULL for none: a click goes before a bulk, then the oldest. */
struct ck_job *ck_session_next(struct ck_session *session);

/* save.c */
void ck_jobs_advance(struct ck_session *session);
/* Asks for the post's page; `embed`: for its embed. */
void ck_job_ask(struct ck_job *job, const struct ck_cookies *cookies, bool embed);
/* A fresh page, because of `why`: new links and a new token, once, as a stranger would,
 * because the token we have is the one that was refused or has aged with the links. */
void ck_job_refetch(struct ck_job *job, const struct ck_error *why);
/* All main parts are there. */
void ck_job_arrived(struct ck_job *job);

/* parts.c */
/* Replaces the parts by `count` zeroed ones, of which so many are main ones. Errors:
 * no-memory. */
CK_NODISCARD bool ck_job_make_parts(struct ck_job *job, size_t main_count, size_t count,
                                    struct ck_error *err);
/* The parts of a photo post. Pictures that were there before a fresh page stay. Errors:
 * no-memory. */
CK_NODISCARD bool ck_job_plan_photos(struct ck_job *job, struct ck_error *err);
/* How many captions and covers go with a video; and those as the parts after the main
 * ones, for which there is room. */
size_t ck_job_count_extras(const struct ck_job *job);
void ck_job_plan_extras(struct ck_job *job);
/* Starts what may run, looks at what runs; `main`: among the main parts, else the others.
 * True when none of them is left to run. */
bool ck_job_run_parts(struct ck_job *job, bool main);

/* ladder.c: what to fetch of a video, and what to try when it fails. */
void ck_ladder_begin(struct ck_job *job);
/* The way under way has failed for this reason. */
void ck_ladder_failed(struct ck_job *job, const struct ck_error *err);
/* True when what has arrived is what it should be; otherwise the next way is under way.
 */
bool ck_ladder_arrived(struct ck_job *job);
/* No page can be had for the post that we have: what is left is tried. */
void ck_ladder_no_page(struct ck_job *job, const struct ck_error *err);

/* joining.c */
/* Has picture and sound joined, or the sound taken out. */
void ck_job_join(struct ck_job *job);
void ck_job_join_advance(struct ck_job *job);

/* publish.c: gives all files their names, and says what was kept (free it in any case).
 * Uses nothing but the job, which nobody else must touch meanwhile: it is for the
 * worker. */
CK_NODISCARD bool ck_job_publish(struct ck_job *job, struct ck_kept *ret,
                                 struct ck_error *err);
/* The part that the post is kept for. */
const struct ck_part *ck_job_main(const struct ck_job *job);

/* batch.c: the jobs in CK_PHASE_PUBLISH. */
struct ck_batch *ck_batch_create(void);
void ck_batch_free(struct ck_batch *batch);
/* Ends what has been published; begins with the next when it is time to. */
void ck_batch_advance(struct ck_session *session);
/* Waits for the one under way, and ends its jobs. */
void ck_batch_finish(struct ck_session *session);
/* True while the worker has the job: only ck_batch_finish() lets go of it. */
bool ck_batch_has(const struct ck_job *job);
/* True when so many are ready that no other job should be begun. */
bool ck_batch_full(const struct ck_session *session);

/* request.c */
/* The unfinished job of a post, NULL when there is none. */
struct ck_job *ck_session_unfinished(const struct ck_session *session, const char *post);
/* Reads the wish. `ret_given` says that it came with the post itself, which is
 * then in `ret_post`. Errors: those of ck_session_save() that concern the wish. */
CK_NODISCARD bool ck_wish_check(const struct ck_wish *wish,
                                struct ck_address *ret_address, struct ck_post *ret_post,
                                bool *ret_given, struct ck_error *err);
/* Puts the job at the head of the list. */
void ck_session_enlist(struct ck_session *session, struct ck_job *job);

/* backlog.c */
/* How many jobs in memory have something to do yet and are not paused. */
size_t ck_session_at_hand(const struct ck_session *session);
/* Fills free places with jobs that wait in the archive, if it is time to look. */
void ck_session_refill(struct ck_session *session);
/* Has the archive looked at in the next turn. */
void ck_session_look_soon(struct ck_session *session);
/* Adds a job to the queue of nobody, to be taken up when there is room, or finds the one
 * that another process has; the face will be told of its end. Errors: as ck_queue_add(),
 * saving-elsewhere. */
CK_NODISCARD bool ck_job_put_off(struct ck_job *job, int64_t *ret_number,
                                 struct ck_error *err);

/* trouble.c */
/* What an error may be a sign of: disk-full, folder-missing or network, CK_OK for a plain
 * failure. Pure. */
enum ck_code ck_trouble_of(const struct ck_error *err);
/* How long to wait after a wait of `before_ms` (0: none): 2 s, doubling up to a minute.
 * Pure. */
int64_t ck_trouble_pause(int64_t before_ms);
/* True when what the job has met passes: it waits then, and all others with it. */
bool ck_trouble_takes(struct ck_job *job, const struct ck_error *err);
/* Looks whether it is over, if it is time to. */
void ck_trouble_look(struct ck_session *session);
/* Something could be saved, or the settings are others. */
void ck_trouble_forget(struct ck_session *session);
/* Seconds until it is looked at again, at least 1. */
int64_t ck_trouble_left(const struct ck_session *session);

/* pause.c: does what other processes have asked of our jobs (to pause, go on or end), if
 * it is time to look. */
void ck_session_heed(struct ck_session *session);

/* follow.c */
/* Has the face told of the end of a job that is not at hand. Errors: no-memory. */
CK_NODISCARD bool ck_session_follow(struct ck_session *session, int64_t number,
                                    struct ck_error *err);
/* The face was told already, or will be because the job is at hand now. */
void ck_session_unfollow(struct ck_session *session, int64_t number);
/* Tells of those that have ended. */
void ck_session_look_followed(struct ck_session *session);

/* jobs.c: tells the face of a job that is not at hand. */
void ck_session_report_recorded(struct ck_session *session, int64_t number);

/* jobs.c: the jobs that a change of one job or, with `number` 0, of all may concern: as
 * many as faces show. Those that are not at hand are told of when the change is done. */
enum { CK_SHOWN_MAX = 50 };
struct ck_shown {
    int64_t numbers[CK_SHOWN_MAX];
    size_t count;
};
void ck_shown_begin(struct ck_session *session, int64_t number, struct ck_shown *ret);
void ck_shown_end(struct ck_session *session, const struct ck_shown *shown);

/* mend.c */
/* Opens the archive. With `whole`, and after a run that was ended in the midst of it, all
 * of it is looked through: that takes half a second with 100,000 posts. Errors:
 * archive-damaged, as ck_archive_open(); with `whole` as ck_archive_check(). */
CK_NODISCARD bool ck_session_open(struct ck_session *session, const char *state,
                                  bool whole, struct ck_error *err);
/* Sets a damaged archive aside and makes a new one from the save folder; which
 * may take a while. False: it is still damaged, or the folder or another process keeps it
 * from that. */
bool ck_session_mend(struct ck_session *session, const char *state);

/* recognise.c */
/* Does a little of entering a folder, which `fd` has open, that the archive does not know
 * the posts of; sets `recognised` when that is done. Errors: those of the archive, of
 * ck_rescan_open(). */
CK_NODISCARD bool ck_session_recognise_some(struct ck_session *session, int fd,
                                            struct ck_error *err);
/* Breaks it off; it begins anew, for the folder of then. */
void ck_session_recognise_end(struct ck_session *session);

/* rights_reread.c */
/* Reads some old sidecars again if it is time to. Called while there is nothing else to
 * do. */
void ck_session_reread(struct ck_session *session);
/* Somebody wants something: not now. */
void ck_session_reread_later(struct ck_session *session);
/* Milliseconds until it is time to, -1: never. */
int ck_session_reread_wait(const struct ck_session *session);
/* True while the session is not to end before it is done. */
bool ck_session_rereading(const struct ck_session *session);

/* session.c: the User-Agent to begin with: the browser's, the person's, or NULL. */
const char *ck_session_agent(const struct ck_session *session, const char *user_agent);

/* inquiry.c */
void ck_inquiries_advance(struct ck_session *session);
/* Looks the post up; `ret_found` also says that its main file is still there. */
CK_NODISCARD bool ck_session_kept(struct ck_session *session, const char *id,
                                  bool *ret_found, struct ck_kept *ret, bool *ret_present,
                                  struct ck_error *err);

#endif
