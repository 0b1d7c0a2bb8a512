/* takeout_table.c - one row a post, as CSV or as JSON. */
#include "keep/sheet.h"
#include "keep/takeout_parts.h"

#include <stdio.h>
#include <unistd.h>

static bool begin(struct ck_taking *taking, struct ck_error *err)
{
    char key[64];

    (void)snprintf(key, sizeof(key), "clipkeep-export-%ld", (long)getpid());
    return ck_tree_parent(taking->task->target, taking->task->rootfd, &taking->parent_fd,
                          &taking->name, err) &&
           ck_stage_open(taking->parent_fd, key, -1, &taking->stage, err);
}

static bool begin_csv(struct ck_taking *taking, struct ck_error *err)
{
    ck_sheet_head(&taking->text);
    return begin(taking, err);
}

static bool write_row(struct ck_taking *taking, const struct ck_kept *kept,
                      const json_t *lists, struct ck_error *err)
{
    if (taking->task->form == CK_TAKEOUT_CSV) {
        ck_sheet_csv(&taking->text, kept, lists);
    } else if (!ck_sheet_json(&taking->text, kept, lists)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    taking->report->written++;
    return ck_taking_flush(taking, false, err);
}

static bool add_row(struct ck_taking *taking, const struct ck_kept *kept, bool newest,
                    struct ck_error *err)
{
    json_auto_t *lists = NULL;

    return !newest || (ck_takeout_lists(taking->task->archive, kept->id, &lists, err) &&
                       write_row(taking, kept, lists, err));
}

static bool add_exported(struct ck_taking *taking, const struct ck_exported_post *post,
                         struct ck_error *err)
{
    const struct ck_kept *kept = &post->kept;
    json_auto_t *lists =
        json_pack("[{s:s, s:s, s:s, s:I}]", "kind", post->list, "handle", kept->author,
                  "title", "", "added", (json_int_t)kept->created);

    return write_row(taking, kept, lists, err);
}

static bool end(struct ck_taking *taking, struct ck_error *err)
{
    struct ck_staged_file file;

    if (!ck_taking_exported(taking, add_exported, err) ||
        !ck_taking_flush(taking, true, err) ||
        !ck_stage_seal(taking->stage, &file, err) ||
        !ck_stage_publish(taking->stage, taking->name, err)) {
        return false;
    }
    taking->report->files = 1;
    taking->report->bytes = file.bytes;
    return true;
}

const struct ck_takeout_way ck_takeout_csv = {begin_csv, add_row, end};
const struct ck_takeout_way ck_takeout_jsonl = {begin, add_row, end};
