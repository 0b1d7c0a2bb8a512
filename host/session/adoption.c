#include "session/adoption.h"

#include "keep/record.h"
#include "keep/runs.h"
#include "session/adoption_parts.h"
#include "session/library.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BATCH_MAX = 16, HAD_MAX = 240 };

/* Posts whose files are in place and that are recorded together: the syncs are what costs
 * most. A run that dies before is followed by one that finds the files. */
struct batch {
    struct ck_kept posts[BATCH_MAX];
    size_t count;
    char had[HAD_MAX][CK_ID_SIZE]; /* kept already, to be noted in the list */
    size_t had_count;
    int64_t run;   /* of the list that the folder is, 0: none */
    int64_t place; /* in that list */
};

/* The folder is a list, of which this is a run; it is known by its last name alone. */
static bool begin_run(const struct ck_adopting *adopting, struct batch *batch,
                      struct ck_error *err)
{
    char path[PATH_MAX];
    struct ck_list list = {.kind = CK_LIST_FOLDER};
    struct ck_run run = {.source = CK_SOURCE_FOLDER, .full = true, .stated = -1};

    if (adopting->task->dry || adopting->count == 0 ||
        realpath(adopting->task->folder, path) == NULL) {
        return true;
    }
    list.key = strrchr(path, '/') + 1;
    list.title = list.key;
    return ck_list_open(adopting->session->archive, &list, &run.list, err) &&
           ck_run_begin(adopting->session->archive, &run, &batch->run, err);
}

/* Before the posts are recorded: the run asks whether they were kept. */
static bool note_found(const struct ck_adopting *adopting, struct batch *batch,
                       struct ck_error *err)
{
    ck_autofree struct ck_found *found =
        ck_calloc(batch->count + batch->had_count + 1, sizeof(*found));
    size_t count = 0;

    if (found == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    for (size_t i = 0; i < batch->count; i++) {
        const struct ck_kept *kept = &batch->posts[i];

        found[count++] = (struct ck_found){.post = kept->id,
                                           .author = kept->author,
                                           .text = kept->text,
                                           .kind = kept->kind,
                                           .created = kept->created};
    }
    for (size_t i = 0; i < batch->had_count; i++) {
        found[count++] = (struct ck_found){.post = batch->had[i]};
    }
    batch->place += (int64_t)count;
    batch->had_count = 0;
    return batch->run == 0 || count == 0 ||
           ck_run_found(adopting->session->archive, batch->run,
                        batch->place - (int64_t)count, found, count, err);
}

bool ck_adopting_goes_on(void *ctx)
{
    const struct ck_adopting *adopting = ctx;
    const struct ck_adoption *task = adopting->task;

    if (!adopting->report->stopped && task->goes_on != NULL &&
        !task->goes_on(task->ctx, adopting->report)) {
        adopting->report->stopped = true;
    }
    return !adopting->report->stopped;
}

static bool record(const struct ck_adopting *adopting, struct batch *batch,
                   struct ck_error *err)
{
    struct ck_record records[BATCH_MAX];
    bool ok;

    for (size_t i = 0; i < batch->count; i++) {
        records[i] = (struct ck_record){&batch->posts[i], 0};
    }
    ok = note_found(adopting, batch, err) &&
         (batch->count == 0 ||
          (ck_record_lines(adopting->rootfd, records, batch->count, err) &&
           ck_record_posts(adopting->session->archive, records, batch->count, err)));
    for (size_t i = 0; i < batch->count; i++) {
        ck_kept_clear(&batch->posts[i]);
    }
    batch->count = 0;
    return ok;
}

/* Errors that are not one post's own. */
static bool ends_all(enum ck_code code)
{
    return code == CK_ERR_DISK_FULL || code == CK_ERR_DISK || code == CK_ERR_NOMEM ||
           code == CK_ERR_FOLDER_MISSING || code == CK_ERR_FOLDER_READONLY ||
           code == CK_ERR_CANCELLED || code == CK_ERR_INTERNAL;
}

static bool adopt(struct ck_adopting *adopting, const struct ck_adoptee *files,
                  size_t count, struct batch *batch, struct ck_error *err)
{
    struct ck_adoption_report *report = adopting->report;
    struct ck_kept *kept = &batch->posts[batch->count];
    struct ck_error why = {0};

    *kept = (struct ck_kept){0};
    if (ck_adopt_post(adopting, files, count, kept, &why)) {
        report->adopted++;
        if (adopting->task->dry) {
            ck_kept_clear(kept);
        } else if (++batch->count == BATCH_MAX) {
            return record(adopting, batch, err);
        }
        return true;
    }
    ck_kept_clear(kept);
    if (ends_all(why.code)) {
        if (err != NULL) {
            *err = why;
        }
        return false;
    }
    report->failed++;
    if (adopting->task->failed != NULL) {
        char id[CK_ID_SIZE];

        (void)snprintf(id, sizeof(id), "%" PRIu64, files[0].name.id);
        adopting->task->failed(adopting->task->ctx, id, files[0].file->name, &why);
    }
    return true;
}

static bool is_had(struct ck_adopting *adopting, uint64_t id, bool *ret,
                   struct ck_error *err)
{
    struct ck_kept kept = {0};
    char text[CK_ID_SIZE];
    bool found = false, present = false;
    bool ok;

    (void)snprintf(text, sizeof(text), "%" PRIu64, id);
    ok = ck_session_kept(adopting->session, text, &found, &kept, &present, err);
    ck_kept_clear(&kept);
    *ret = found && present;
    return ok;
}

static bool add_had(struct ck_adopting *adopting, uint64_t id, struct batch *batch,
                    struct ck_error *err)
{
    adopting->report->had++;
    (void)snprintf(batch->had[batch->had_count++], CK_ID_SIZE, "%" PRIu64, id);
    return batch->had_count < HAD_MAX || record(adopting, batch, err);
}

static bool adopt_all(struct ck_adopting *adopting, struct batch *batch,
                      struct ck_error *err)
{
    size_t count;

    for (size_t i = 0; i < adopting->count; i += count) {
        const struct ck_adoptee *first = &adopting->files[i];
        bool had = false;

        count = 1;
        while (i + count < adopting->count &&
               adopting->files[i + count].name.id == first->name.id) {
            count++;
        }
        if (!ck_adopting_goes_on(adopting)) {
            return true;
        }
        if (!is_had(adopting, first->name.id, &had, err)) {
            return false;
        }
        if (had ? !add_had(adopting, first->name.id, batch, err)
                : !adopt(adopting, first, count, batch, err)) {
            return false;
        }
    }
    return true;
}

static bool end_run(const struct ck_adopting *adopting, const struct batch *batch,
                    bool whole, struct ck_error *err)
{
    bool stopped = adopting->report->stopped || !whole;

    if (batch->run != 0 &&
        !ck_run_end(adopting->session->archive, batch->run,
                    stopped ? CK_RUN_STOPPED : CK_RUN_COMPLETE, -1, err)) {
        return false;
    }
    ck_session_note_lists(adopting->session, true);
    return true;
}

/* Adopts, and records what was adopted even if the rest could not be. */
static bool run(struct ck_adopting *adopting, struct ck_error *err)
{
    ck_autofree struct batch *batch = ck_alloc(sizeof(*batch));
    struct ck_error why = {0};
    const char *folder = adopting->session->settings.folder;
    bool ok, recorded;

    if (batch == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!begin_run(adopting, batch, err) ||
        (!adopting->task->dry &&
         !ck_record_begin(adopting->session->archive, adopting->rootfd, folder, err))) {
        return false;
    }
    ok = adopt_all(adopting, batch, err);
    recorded = record(adopting, batch, &why) &&
               (!ok || adopting->report->stopped || ck_adopt_lists(adopting, &why)) &&
               end_run(adopting, batch, ok, &why);
    if (ok && !recorded && err != NULL) {
        *err = why;
    }
    if (!ok && adopting->report->stopped) {
        return recorded; /* the error is the stop */
    }
    return ok && recorded;
}

bool ck_session_adopt(struct ck_session *session, const struct ck_adoption *task,
                      struct ck_adoption_report *ret, struct ck_error *err)
{
    struct ck_adopting adopting = {
        .session = session, .task = task, .report = ret, .rootfd = -1};
    struct ck_archive *archive;
    bool ok;

    *ret = (struct ck_adoption_report){0};
    ok = ck_session_folder_open(&session->settings, &adopting.rootfd, err) &&
         ck_session_archive(session, &archive, err) && ck_adopting_list(&adopting, err) &&
         run(&adopting, err);
    ck_gather_free(&adopting.gather);
    ck_myfave_clear(&adopting.lists);
    ck_free(adopting.files);
    ck_close_pointer(&adopting.rootfd);
    if (ret->adopted > 0 && !task->dry) {
        ck_session_library_follow(session);
    }
    return ok;
}
