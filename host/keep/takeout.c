#include "keep/db.h"
#include "keep/disk.h"
#include "keep/takeout_parts.h"

#include <unistd.h>

static bool goes_on(void *ctx)
{
    const struct ck_taking *taking = ctx;

    return taking->task->goes_on == NULL ||
           taking->task->goes_on(taking->task->ctx, taking->report);
}

/* A file that a newer copy of the post has made needless may be gone. */
static bool is_loss(enum ck_put put, bool newest)
{
    return put == CK_PUT_CHANGED || put == CK_PUT_NAME ||
           (put == CK_PUT_MISSING && newest);
}

bool ck_taking_put(struct ck_taking *taking, const struct ck_kept *kept,
                   const struct ck_kept_file *file, bool newest, enum ck_put *ret,
                   struct ck_error *err)
{
    const struct ck_takeout_task *task = taking->task;
    struct ck_takeout_report *report = taking->report;

    if (!ck_put_file(&taking->putting, file, ret, err)) {
        return false;
    }
    if (*ret == CK_PUT_DONE || *ret == CK_PUT_LINKED) {
        report->files++;
        report->bytes += file->bytes;
    }
    if (*ret == CK_PUT_MISSING && !newest) {
        return true;
    }
    report->put[*ret]++;
    if (is_loss(*ret, newest) && task->left_out != NULL) {
        task->left_out(task->ctx, kept, file->name, *ret);
    }
    return true;
}

bool ck_taking_flush(struct ck_taking *taking, bool all, struct ck_error *err)
{
    bool ok = true;

    if (!ck_buf_ok(&taking->text)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (taking->text.len > (all ? 0 : CK_TAKEOUT_BUFFER)) {
        ok = ck_stage_write(taking->stage, taking->text.data, taking->text.len, err);
        ck_buf_clear(&taking->text);
    }
    return ok;
}

bool ck_taking_write(int dirfd, const char *name, const struct ck_buf *text,
                     struct ck_staged_file *ret, struct ck_error *err)
{
    struct ck_stage *stage = NULL;
    bool ok;

    if (!ck_buf_ok(text)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    ok = ck_stage_open(dirfd, "export", (int64_t)text->len, &stage, err) &&
         ck_stage_write(stage, ck_buf_text(text), text->len, err) &&
         ck_stage_seal(stage, ret, err) && ck_stage_publish(stage, name, err);
    ck_stage_free(stage);
    return ok;
}

bool ck_taking_exported(struct ck_taking *taking,
                        bool (*take)(struct ck_taking *taking,
                                     const struct ck_exported_post *post,
                                     struct ck_error *err),
                        struct ck_error *err)
{
    const struct ck_takeout_task *task = taking->task;
    struct ck_exported_posts posts;
    bool ok =
        ck_exported_posts_read(task->archive, task->rootfd, task->folder, &posts, err);

    for (size_t i = 0; ok && i < posts.count; i++) {
        ok = posts.of[i].post[0] != '\0' || take(taking, &posts.of[i], err);
        ok = ok && (goes_on(taking) || ck_fail(err, CK_ERR_CANCELLED, NULL));
    }
    ck_exported_posts_free(&posts);
    return ok;
}

static bool take_posts(struct ck_taking *taking, const struct ck_takeout_way *way,
                       struct ck_error *err)
{
    const struct ck_takeout_task *task = taking->task;
    int64_t number = 0;
    bool ok = true;

    while (ok) {
        struct ck_kept kept;
        bool newest = true;

        ok = ck_post_next(task->archive, task->folder, number, &number, &kept, err);
        if (ok && number == 0) {
            return true;
        }
        ok = ok &&
             ck_takeout_newest(task->archive, task->folder, kept.id, number, &newest,
                               err) &&
             way->post(taking, &kept, newest, err);
        ck_kept_clear(&kept);
        taking->report->posts_done++;
        ok = ok && (goes_on(taking) || ck_fail(err, CK_ERR_CANCELLED, NULL));
    }
    return false;
}

/* What a drive or folder outside the save folder says is not to be told as if the save
 * folder had said it. */
static bool of_target(const struct ck_takeout_task *task, bool ok, struct ck_error *err)
{
    if (task->target == NULL) {
        return ok;
    }
    if (!ok && err != NULL &&
        (err->code == CK_ERR_FOLDER_MISSING || err->code == CK_ERR_FOLDER_READONLY)) {
        err->code = CK_ERR_TARGET;
    } else if (!ok && err != NULL && err->code == CK_ERR_NAME) {
        err->code = CK_ERR_TARGET_TAKEN;
    }
    return ok;
}

bool ck_takeout(const struct ck_takeout_task *task, struct ck_takeout_report *ret,
                struct ck_error *err)
{
    static const struct ck_takeout_way *const ways[CK_TAKEOUT_FORMS] = {
        &ck_takeout_bag, &ck_takeout_nfo, &ck_takeout_nfo_here, &ck_takeout_csv,
        &ck_takeout_jsonl};
    const struct ck_takeout_way *way = ways[task->form];
    struct ck_taking taking = {.task = task,
                               .report = ret,
                               .tree = {.parent_fd = -1, .fd = -1},
                               .parent_fd = -1,
                               .text = {.max = CK_TAKEOUT_TEXT_MAX}};
    bool ok;

    *ret = (struct ck_takeout_report){0};
    taking.putting = (struct ck_putting){.from_fd = task->rootfd,
                                         .to_fd = -1,
                                         .link = task->link,
                                         .goes_on = goes_on,
                                         .ctx = &taking};
    ok = ck_takeout_count(task->archive, task->folder, &ret->posts, err) &&
         of_target(task,
                   way->begin(&taking, err) && take_posts(&taking, way, err) &&
                       way->end(&taking, err),
                   err);
    ck_stage_free(taking.stage);
    if (taking.putting.to_fd >= 0 && taking.putting.to_fd != taking.tree.fd) {
        (void)close(taking.putting.to_fd);
    }
    ck_tree_end(&taking.tree);
    ck_close_pointer(&taking.parent_fd);
    ck_free(taking.name);
    ck_buf_free(&taking.text);
    return ok;
}
