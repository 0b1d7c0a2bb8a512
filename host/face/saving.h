/* saving.h - the addresses of one `clipkeep save`, and how the queue gets them: the first
 * few as clicks, the others as a bulk, of which the archive has what it can and the
 * session no more than there is room for. */
#ifndef CK_FACE_SAVING_H
#define CK_FACE_SAVING_H

#include "face/choice.h"
#include "face/line.h"
#include "face/save_text.h"
#include "session/session.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* So many of several addresses are clicks: a person who gives a few waits for them. */
enum { CK_SAVE_CLICKS = 3 };

/* One address of the command line. */
struct ck_entry {
    const char *address;
    struct ck_entry *next; /* among those whose numbers fall together */
    int64_t job;           /* 0: not asked for yet, or refused */
    bool ended, failed;
    bool already;      /* it was kept before */
    bool off;          /* it failed because its creator turned saving off */
    bool to_ask;       /* the person may want it all the same */
    enum ck_step told; /* what its last line said */
    json_t *result;    /* with --json */
};

struct ck_save_run {
    struct ck_session *session;
    struct ck_entry *entries;
    struct ck_entry **by_job; /* `count` lists, by the remainder of the number */
    size_t count;
    size_t asked; /* entries from here on were not looked at yet */
    struct ck_choice choice;
    bool json, again;
    bool consent; /* what its creators do not want saved is kept all the same */
    bool asks;    /* the person is asked about each such post */
    struct ck_line line;
    size_t ended;
    json_t **ret_posts; /* who wants the results instead of a document, NULL: nobody */
};

/* What happens to an entry that the session refuses. */
typedef void ck_entry_refused(struct ck_save_run *saving, struct ck_entry *entry,
                              const struct ck_error *err);

/* Makes the entries. Errors: no-memory. */
CK_NODISCARD bool ck_saving_make(struct ck_save_run *saving, char *const *addresses,
                                 size_t count, struct ck_error *err);
void ck_saving_clear(struct ck_save_run *saving);
/* Enters what can wait there in the archive. Errors: as ck_session_enqueue(). */
CK_NODISCARD bool ck_saving_enqueue(struct ck_save_run *saving, struct ck_error *err);
/* Asks for as many of the others as there is room for. */
void ck_saving_feed(struct ck_save_run *saving, ck_entry_refused *refused);
/* The first entry of a job, then the next ones (of `next`); NULL: none. */
struct ck_entry *ck_saving_find(const struct ck_save_run *saving, int64_t job);
/* Asks for one that has ended once more, with the person's consent. */
void ck_saving_anew(struct ck_save_run *saving, struct ck_entry *entry,
                    ck_entry_refused *refused);
/* Reports on entries whose jobs have ended in another process; true when some there have
 * not, so that it is worth waiting. */
bool ck_saving_look_elsewhere(struct ck_save_run *saving, ck_session_report *report);

/* Draws what all jobs at hand do together (save_bar.c). */
void ck_save_draw(struct ck_save_run *saving);
/* Says how a job ended: where its file is, or what was wrong. */
void ck_print_end(const char *address, const struct ck_job_view *job);

/* Says how many of several posts were left out because their creators turned saving off.
 */
void ck_print_off(const struct ck_save_run *saving);
/* {"saved","already","savingOff","failed"}: how many came to which end. */
json_t *ck_saving_counts(const struct ck_save_run *saving);

/* Says of one that has not ended why it is not waited for. */
void ck_print_left(const char *address, const struct ck_job_view *job);
/* "Chromium" of "chromium". */
const char *ck_browser_words(const char *browser);

/* Says that the record was made anew. */
void ck_print_mended(void *ctx, const char *aside);

/* Says that all waits, or goes on. */
void ck_print_troubled(void *ctx, enum ck_code code);

#endif
