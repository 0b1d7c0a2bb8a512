#include "keep/library_lists.h"

#include "base/mem.h"
#include "keep/library_text.h"
#include "keep/runs.h"

#include <string.h>

enum { RECEIPTS = 500, LOST = 2000 };

/* A tag may have been entered by its id and by its name: the number of its list by name,
 * 0: it is that, or there is none. */
static int64_t named(const struct ck_list *lists, size_t count, const struct ck_list *one)
{
    for (size_t i = 0; i < count && one->kind == CK_LIST_TAG && one->key[0] != '\0';
         i++) {
        if (&lists[i] != one && lists[i].kind == CK_LIST_TAG &&
            strcmp(lists[i].owner, one->key) == 0 &&
            strcmp(lists[i].key, one->key) != 0) {
            return lists[i].number;
        }
    }
    return 0;
}

static bool add_lists(struct ck_archive *archive, json_t *ret, struct ck_error *err)
{
    struct ck_list *lists = NULL;
    size_t count = 0;

    if (!ck_lists_all(archive, &lists, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        int64_t same = named(lists, count, &lists[i]);

        (void)json_array_append_new(
            ret, json_pack("{s:I, s:s, s:o, s:o, s:b, s:o*}", "number",
                           (json_int_t)lists[i].number, "kind",
                           ck_list_kind_text(lists[i].kind), "handle",
                           ck_library_string(lists[i].handle), "title",
                           ck_library_string(lists[i].title), "mine", (int)lists[i].mine,
                           "same", same > 0 ? json_integer(same) : NULL));
    }
    ck_lists_free(lists, count);
    return true;
}

struct losing {
    json_t *lost;
    int64_t list;
};

static bool add_lost(void *ctx, const struct ck_list_post *post, enum ck_fate fate,
                     enum ck_code code)
{
    const struct losing *losing = ctx;

    (void)fate;
    (void)code;
    (void)json_array_append_new(
        losing->lost,
        json_pack("{s:o, s:o, s:o, s:I, s:I}", "id", ck_library_string(post->post),
                  "author", ck_library_string(post->author), "text",
                  ck_library_string(post->text), "created", (json_int_t)post->created,
                  "list", (json_int_t)losing->list));
    return json_array_size(losing->lost) < LOST;
}

static json_t *reasons_of(const struct ck_receipt *receipt)
{
    json_t *reasons = json_array();

    for (size_t i = 0; i < receipt->reason_count; i++) {
        (void)json_array_append_new(
            reasons,
            json_pack("{s:s, s:I}", "code", ck_code_text(receipt->reasons[i].code),
                      "count", (json_int_t)receipt->reasons[i].count));
    }
    return reasons;
}

static bool add_receipt(struct ck_archive *archive, const struct ck_run *run,
                        json_t *receipts, json_t *lost, struct ck_error *err)
{
    struct losing losing = {lost, run->list};
    struct ck_receipt one = {0};

    if (!ck_run_receipt(archive, run->number, &one, err)) {
        return false;
    }
    (void)json_array_append_new(
        receipts,
        json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "list",
                  (json_int_t)run->list, "at", (json_int_t)run->started_at, "found",
                  (json_int_t)one.found, "saved", (json_int_t)one.saved, "had",
                  (json_int_t)one.had, "gone", (json_int_t)one.gone, "failed",
                  (json_int_t)one.failed, "waiting", (json_int_t)one.waiting,
                  "passedOver", (json_int_t)one.passed_over, "missing",
                  (json_int_t)one.missing, "reasons", reasons_of(&one)));
    ck_receipt_clear(&one);
    return json_array_size(lost) >= LOST ||
           ck_run_each(archive, run->number, CK_FATE_GONE, LOST, add_lost, &losing, err);
}

bool ck_library_lists(struct ck_archive *archive, json_t *ret, struct ck_error *err)
{
    json_t *lists = json_array();
    json_t *receipts = json_array();
    json_t *lost = json_array();
    unsigned long misses = ck_mem_misses();
    struct ck_run *runs = NULL;
    size_t count = 0;
    bool ok = json_object_set_new(ret, "lists", lists) == 0;

    ok = json_object_set_new(ret, "receipts", receipts) == 0 && ok;
    ok = json_object_set_new(ret, "lost", lost) == 0 && ok;
    if (!ok) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    ok = add_lists(archive, lists, err) && ck_runs_newest(archive, &runs, &count, err);
    for (size_t i = 0; ok && i < count && i < RECEIPTS; i++) {
        ok = add_receipt(archive, &runs[i], receipts, lost, err);
    }
    ck_free(runs);
    return ok && (ck_mem_misses() == misses || ck_fail(err, CK_ERR_NOMEM, NULL));
}
