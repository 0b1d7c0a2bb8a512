#include "session/receipt.h"

#include "base/mem.h"

/* Text of the archive is valid UTF-8; what is not says nothing. */
static json_t *text(const char *value)
{
    json_t *json = json_string(value != NULL ? value : "");

    return json != NULL ? json : json_string("");
}

static json_t *number_or_null(int64_t value, int64_t unknown)
{
    return value == unknown ? json_null() : json_integer((json_int_t)value);
}

static json_t *list_json(const struct ck_list *list)
{
    return json_pack("{s:I, s:s, s:o, s:o, s:o, s:o, s:b, s:I}", "list",
                     (json_int_t)list->number, "kind", ck_list_kind_text(list->kind),
                     "owner", text(list->owner), "handle", text(list->handle), "key",
                     text(list->key), "title", text(list->title), "mine", (int)list->mine,
                     "posts", (json_int_t)list->posts);
}

static json_t *reasons_json(const struct ck_receipt *receipt)
{
    json_t *reasons = json_array();

    for (size_t i = 0; i < receipt->reason_count; i++) {
        enum ck_code code = receipt->reasons[i].code;

        (void)json_array_append_new(
            reasons, json_pack("{s:s, s:I, s:b}", "code", ck_code_text(code), "count",
                               (json_int_t)receipt->reasons[i].count, "gone",
                               (int)ck_code_gone(code)));
    }
    return reasons;
}

json_t *ck_receipt_json(const struct ck_receipt *receipt)
{
    const struct ck_run *run = &receipt->run;
    json_t *json = list_json(&receipt->list);
    json_t *sums = json_pack(
        "{s:I, s:s, s:I, s:o, s:b, s:s, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I,"
        " s:o}",
        "run", (json_int_t)run->number, "source", ck_run_source_text(run->source),
        "startedAt", (json_int_t)run->started_at, "endedAt",
        number_or_null(run->ended_at, 0), "full", (int)run->full, "ended",
        ck_run_end_text(run->ended), "stated", number_or_null(run->stated, -1), "found",
        (json_int_t)receipt->found, "saved", (json_int_t)receipt->saved, "had",
        (json_int_t)receipt->had, "gone", (json_int_t)receipt->gone, "failed",
        (json_int_t)receipt->failed, "waiting", (json_int_t)receipt->waiting,
        "passedOver", (json_int_t)receipt->passed_over, "missing",
        (json_int_t)receipt->missing, "unlisted", (json_int_t)receipt->unlisted,
        "reasons", reasons_json(receipt));

    if (json == NULL || sums == NULL || json_object_update(json, sums) != 0) {
        json_decref(json);
        json = NULL;
    }
    json_decref(sums);
    return json;
}

static bool add(struct ck_archive *archive, int64_t run, json_t *array,
                struct ck_error *err)
{
    struct ck_receipt receipt;
    json_t *json;

    if (!ck_run_receipt(archive, run, &receipt, err)) {
        return false;
    }
    json = ck_receipt_json(&receipt);
    ck_receipt_clear(&receipt);
    return json_array_append_new(array, json) == 0 || ck_fail(err, CK_ERR_NOMEM, NULL);
}

static bool add_newest(struct ck_archive *archive, json_t *array, struct ck_error *err)
{
    ck_autofree struct ck_run *runs = NULL;
    size_t count = 0;

    if (!ck_runs_newest(archive, &runs, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!add(archive, runs[i].number, array, err)) {
            return false;
        }
    }
    return true;
}

bool ck_receipts_json(struct ck_archive *archive, int64_t run, json_t **ret,
                      struct ck_error *err)
{
    json_t *array = json_array();

    *ret = NULL;
    if (array == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (run > 0 ? !add(archive, run, array, err) : !add_newest(archive, array, err)) {
        json_decref(array);
        return false;
    }
    *ret = array;
    return true;
}

static bool add_post(void *ctx, const struct ck_list_post *post, enum ck_fate fate,
                     enum ck_code code)
{
    static const char *const fates[] = {
        [CK_FATE_SAVED] = "saved",     [CK_FATE_HAD] = "had",
        [CK_FATE_GONE] = "gone",       [CK_FATE_FAILED] = "failed",
        [CK_FATE_WAITING] = "waiting", [CK_FATE_PASSED_OVER] = "passedOver",
    };
    json_t *json =
        json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o}", "post", text(post->post),
                  "author", text(post->author), "text", text(post->text), "kind",
                  text(post->kind), "created", number_or_null(post->created, 0),
                  "addedAt", number_or_null(post->added_at, 0), "fate", fates[fate],
                  "code", code != CK_OK ? text(ck_code_text(code)) : json_null());

    return json_array_append_new(ctx, json) == 0;
}

bool ck_receipt_posts_json(struct ck_archive *archive, int64_t run, size_t limit,
                           json_t **ret, struct ck_error *err)
{
    static const enum ck_fate fates[] = {CK_FATE_GONE, CK_FATE_FAILED, CK_FATE_WAITING};
    json_t *array = json_array();

    *ret = NULL;
    if (array == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    for (size_t i = 0; i < sizeof(fates) / sizeof(fates[0]); i++) {
        if (!ck_run_each(archive, run, fates[i], limit, add_post, array, err)) {
            json_decref(array);
            return false;
        }
    }
    *ret = array;
    return true;
}
