#include "face/saving.h"

#include "base/mem.h"
#include "face/command.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 16384 };

bool ck_saving_make(struct ck_save_run *saving, char *const *addresses, size_t count,
                    struct ck_error *err)
{
    saving->count = count;
    saving->entries = ck_calloc(count, sizeof(*saving->entries));
    saving->by_job = ck_calloc(count, sizeof(struct ck_entry *));
    if (saving->entries == NULL || saving->by_job == NULL) {
        ck_saving_clear(saving);
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    for (size_t i = 0; i < count; i++) {
        saving->entries[i].address = addresses[i];
    }
    return true;
}

void ck_saving_clear(struct ck_save_run *saving)
{
    ck_free(saving->entries);
    ck_free(saving->by_job);
    saving->entries = NULL;
    saving->by_job = NULL;
}

static struct ck_entry **list_of(const struct ck_save_run *saving, int64_t job)
{
    return &saving->by_job[(uint64_t)job % saving->count];
}

static void put_in(struct ck_save_run *saving, struct ck_entry *entry)
{
    struct ck_entry **list = list_of(saving, entry->job);

    entry->next = *list;
    *list = entry;
}

static void take_out(struct ck_save_run *saving, struct ck_entry *entry)
{
    struct ck_entry **at = list_of(saving, entry->job);

    while (*at != NULL && *at != entry) {
        at = &(*at)->next;
    }
    if (*at == entry) {
        *at = entry->next;
    }
    entry->next = NULL;
    entry->job = 0;
}

struct ck_entry *ck_saving_find(const struct ck_save_run *saving, int64_t job)
{
    struct ck_entry *entry = *list_of(saving, job);

    while (entry != NULL && entry->job != job) {
        entry = entry->next;
    }
    return entry;
}

/* What was chosen for this run would be forgotten with it, and another Clipkeep that took
 * up the work would not know it. */
static bool chose_something(const struct ck_save_run *saving)
{
    const struct ck_choice none = {0};
    const struct ck_choice *choice = &saving->choice;

    return choice->watermark != none.watermark || choice->quality != NULL ||
           choice->captions != NULL || choice->user_agent != NULL;
}

bool ck_saving_enqueue(struct ck_save_run *saving, struct ck_error *err)
{
    size_t count = saving->count > CK_SAVE_CLICKS ? saving->count - CK_SAVE_CLICKS : 0;
    ck_autofree const char **addresses = ck_calloc(count + 1, sizeof(*addresses));
    ck_autofree int64_t *jobs = ck_calloc(count + 1, sizeof(*jobs));
    const struct ck_wish like = {.again = saving->again, .consent = saving->consent};

    if (count == 0 || chose_something(saving)) {
        return true;
    }
    if (addresses == NULL || jobs == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    for (size_t i = 0; i < count; i++) {
        addresses[i] = saving->entries[CK_SAVE_CLICKS + i].address;
    }
    if (!ck_session_enqueue(saving->session, addresses, count, &like, jobs, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        saving->entries[CK_SAVE_CLICKS + i].job = jobs[i];
        if (jobs[i] != 0) {
            put_in(saving, &saving->entries[CK_SAVE_CLICKS + i]);
        }
    }
    return true;
}

void ck_saving_feed(struct ck_save_run *saving, ck_entry_refused *refused)
{
    while (saving->asked < saving->count &&
           (saving->asked < CK_SAVE_CLICKS || ck_session_room(saving->session))) {
        struct ck_entry *entry = &saving->entries[saving->asked];
        const struct ck_wish wish = {.address = entry->address,
                                     .again = saving->again,
                                     .consent = saving->consent,
                                     .bulk = saving->asked >= CK_SAVE_CLICKS};
        struct ck_error err;

        saving->asked++;
        if (entry->job != 0) {
            continue;
        }
        if (ck_session_save(saving->session, &wish, &entry->job, &err)) {
            put_in(saving, entry);
        } else {
            refused(saving, entry, &err);
        }
    }
}

void ck_saving_anew(struct ck_save_run *saving, struct ck_entry *entry,
                    ck_entry_refused *refused)
{
    const struct ck_wish wish = {
        .address = entry->address, .again = saving->again, .consent = true};
    struct ck_error err;

    take_out(saving, entry);
    entry->ended = false;
    entry->failed = false;
    entry->off = false;
    saving->ended--;
    if (ck_session_save(saving->session, &wish, &entry->job, &err)) {
        put_in(saving, entry);
    } else {
        refused(saving, entry, &err);
    }
}

struct judging {
    struct ck_save_run *saving;
    ck_session_report *report;
    bool unfinished;
};

static void judge(void *ctx, const struct ck_job_view *job)
{
    struct judging *judging = ctx;

    if (ck_job_state_ended(job->state)) {
        judging->report(judging->saving, job);
    } else if (!job->paused && job->browser == NULL) {
        judging->unfinished = true;
    }
}

bool ck_saving_look_elsewhere(struct ck_save_run *saving, ck_session_report *report)
{
    struct judging judging = {saving, report, false};

    for (size_t i = 0; i < saving->count; i++) {
        struct ck_entry *entry = &saving->entries[i];

        if (!entry->ended && entry->job != 0) {
            /* What cannot be read now is looked at once more at the next call. */
            (void)!ck_session_look(saving->session, entry->job, judge, &judging, NULL);
        }
    }
    return judging.unfinished;
}

static void print_saved(const struct ck_job_view *job)
{
    ck_autobuf struct ck_buf folder = {.max = TEXT_MAX};
    ck_autobuf struct ck_buf notes = {.max = TEXT_MAX};
    const char *path = ck_shown_path(job, &folder);

    (void)fputs(job->already ? "already kept: " : "", stdout);
    (void)puts(path != NULL ? path : job->path);
    (void)fflush(stdout);
    ck_notes_text(job->notes, &notes);
    (void)fputs(ck_buf_text(&notes), stderr);
}

void ck_print_end(const char *address, const struct ck_job_view *job)
{
    if (job->state == CK_JOB_DONE) {
        print_saved(job);
    } else if (job->state == CK_JOB_CANCELLED) {
        (void)fprintf(stderr, "clipkeep: %s: cancelled\n", address);
    } else {
        struct ck_error err = {.code = job->code};

        (void)snprintf(err.detail, sizeof(err.detail), "%s", job->detail);
        (void)ck_print_error(false, address, &err, 0);
    }
}

struct counts {
    size_t saved, already, off, failed;
};

static struct counts count_ends(const struct ck_save_run *saving)
{
    struct counts counts = {0};

    for (size_t i = 0; i < saving->count; i++) {
        const struct ck_entry *entry = &saving->entries[i];

        counts.off += entry->ended && entry->off;
        counts.failed += entry->ended && entry->failed && !entry->off;
        counts.already += entry->ended && entry->already;
        counts.saved += entry->ended && !entry->failed && !entry->already;
    }
    return counts;
}

void ck_print_off(const struct ck_save_run *saving)
{
    size_t off = count_ends(saving).off;

    if (saving->count > 1 && off > 0) {
        (void)fprintf(stderr,
                      "clipkeep: %zu of %zu posts left out, because their creators have "
                      "turned saving off\n",
                      off, saving->count);
    }
}

json_t *ck_saving_counts(const struct ck_save_run *saving)
{
    struct counts counts = count_ends(saving);

    return json_pack("{s:I, s:I, s:I, s:I}", "saved", (json_int_t)counts.saved, "already",
                     (json_int_t)counts.already, "savingOff", (json_int_t)counts.off,
                     "failed", (json_int_t)counts.failed);
}

const char *ck_browser_words(const char *browser)
{
    return strcmp(browser, "firefox") == 0 ? "Firefox" : "Chromium";
}

void ck_print_left(const char *address, const struct ck_job_view *job)
{
    if (job->browser != NULL) {
        const char *browser = ck_browser_words(job->browser);

        (void)fprintf(stderr,
                      "clipkeep: %s: waits for %s; open it in %s and save it there\n",
                      address, browser, browser);
        return;
    }
    (void)fprintf(stderr, "clipkeep: %s: paused; clipkeep resume goes on\n", address);
}

void ck_print_mended(void *ctx, const char *aside)
{
    (void)ctx;
    (void)fprintf(
        stderr,
        "clipkeep: the record of saved posts was damaged. It is kept as %s, and "
        "a new one was\nmade from the save folder. Your files are not touched by "
        "that.\n",
        aside);
}

void ck_print_troubled(void *ctx, enum ck_code code)
{
    (void)ctx;
    if (code == CK_OK) {
        (void)fputs("clipkeep: goes on\n", stderr);
    } else {
        (void)fprintf(stderr, "clipkeep: %s Waiting until that is over.\n",
                      ck_code_sentence(code));
    }
}
