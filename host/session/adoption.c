#include "session/adoption.h"

#include "keep/record.h"
#include "session/adoption_parts.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

enum { BATCH_MAX = 16 };

/* Posts whose files are in place and that are recorded together: the syncs are what costs
 * most. A run that dies before is followed by one that finds the files. */
struct batch {
    struct ck_kept posts[BATCH_MAX];
    size_t count;
};

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
    ok = batch->count == 0 ||
         (ck_record_lines(adopting->rootfd, records, batch->count, err) &&
          ck_record_posts(adopting->session->archive, records, batch->count, err));
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
        adopting->report->had += had;
        if (!had && !adopt(adopting, first, count, batch, err)) {
            return false;
        }
    }
    return true;
}

/* Adopts, and records what was adopted even if the rest could not be. */
static bool run(struct ck_adopting *adopting, struct ck_error *err)
{
    struct batch batch = {.count = 0};
    struct ck_error why = {0};
    const char *folder = adopting->session->settings.folder;
    bool ok, recorded;

    if (!adopting->task->dry &&
        !ck_record_begin(adopting->session->archive, adopting->rootfd, folder, err)) {
        return false;
    }
    ok = adopt_all(adopting, &batch, err);
    recorded = record(adopting, &batch, &why);
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
    return ok;
}
