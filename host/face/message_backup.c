/* message_backup.c - the messages about lists that are gone through in a tab. */
#include "face/message_parts.h"

#include <string.h>

enum { MAX_LISTS = 100, MAX_KEY = 100, MAX_TITLE = 500 };

/* Text that may be left out: "" then. It is TikTok's and the creators': any characters.
 */
static bool take_optional(const json_t *json, const char *key, size_t max, char **ret,
                          struct ck_error *err)
{
    const json_t *value = json_object_get(json, key);

    *ret = (char *)(uintptr_t)(value != NULL ? json_string_value(value) : "");
    return (*ret != NULL && (value == NULL || json_string_length(value) <= max)) ||
           ck_take_bad(err, key);
}

/* Lists that a tab can show. */
static bool take_kind(const json_t *json, enum ck_list_kind *ret, struct ck_error *err)
{
    const char *kind = json_string_value(json_object_get(json, "kind"));

    return (kind != NULL && ck_list_kind_of_text(kind, ret) && *ret <= CK_LIST_SOUND) ||
           ck_take_bad(err, "kind");
}

static bool is_number(const char *text)
{
    return strspn(text, "0123456789") == strlen(text);
}

bool ck_message_list(const json_t *json, struct ck_list *ret, int64_t *ret_stated,
                     struct ck_error *err)
{
    *ret = (struct ck_list){0};
    *ret_stated = -1;
    if (!take_kind(json, &ret->kind, err) ||
        !take_optional(json, "owner", CK_ID_SIZE - 1, &ret->owner, err) ||
        !take_optional(json, "handle", CK_USER_SIZE - 1, &ret->handle, err) ||
        !take_optional(json, "key", MAX_KEY, &ret->key, err) ||
        !take_optional(json, "title", MAX_TITLE, &ret->title, err)) {
        return false;
    }
    if (!is_number(ret->owner)) {
        return ck_take_bad(err, "owner");
    }
    if (ret->handle[0] != '\0' && !ck_user_valid(ret->handle)) {
        return ck_take_bad(err, "handle");
    }
    return json_object_get(json, "stated") == NULL ||
           ck_take_number(json, "stated", -1, CK_NUMBER_MAX, ret_stated, err);
}

/* `since` and `only`, which may be left out. */
static bool take_wanted(const json_t *json, struct ck_wanted *ret, struct ck_error *err)
{
    const json_t *only = json_object_get(json, "only");
    const char *kind = json_string_value(only);

    if (only != NULL) {
        ret->no_photos = kind != NULL && strcmp(kind, "video") == 0;
        ret->no_videos = kind != NULL && strcmp(kind, "photo") == 0;
        if (!ret->no_photos && !ret->no_videos) {
            return ck_take_bad(err, "only");
        }
    }
    return json_object_get(json, "since") == NULL ||
           ck_take_number(json, "since", 0, CK_NUMBER_MAX, &ret->since, err);
}

bool ck_read_backup_ahead(const json_t *json, struct ck_message *ret,
                          struct ck_error *err)
{
    size_t i;
    json_t *at;

    ret->lists = json_object_get(json, "lists");
    if (json_array_size(ret->lists) < 1 || json_array_size(ret->lists) > MAX_LISTS) {
        return ck_take_bad(err, "lists");
    }
    json_array_foreach(ret->lists, i, at)
    {
        struct ck_list list;
        int64_t stated;

        if (!ck_message_list(at, &list, &stated, err)) {
            return false;
        }
    }
    return ck_take_flag(json, "mine", &ret->mine, err) &&
           take_wanted(json, &ret->wanted, err);
}

bool ck_read_backup_open(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    return ck_read_backup_ahead(json, ret, err) &&
           ck_take_flag(json, "full", &ret->full, err) && ck_take_browser(json, ret, err);
}

static bool take_run(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    return ck_take_number(json, "run", 1, CK_NUMBER_MAX, &ret->run, err);
}

bool ck_read_backup_answer(const json_t *json, struct ck_message *ret,
                           struct ck_error *err)
{
    const json_t *answer = json_object_get(json, "answer");

    ret->answer = json_string_value(answer);
    ret->answer_len = json_string_length(answer);
    return (ret->answer != NULL || ck_take_bad(err, "answer")) &&
           take_run(json, ret, err) && take_wanted(json, &ret->wanted, err) &&
           ck_take_browser(json, ret, err);
}

bool ck_read_backup_end(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    const char *ended = json_string_value(json_object_get(json, "ended"));

    ret->stated = -1;
    if (ended == NULL || !ck_run_end_of_text(ended, &ret->ended) ||
        ret->ended == CK_RUN_OPEN || ret->ended == CK_RUN_SHORT) {
        return ck_take_bad(err, "ended");
    }
    return take_run(json, ret, err) &&
           (json_object_get(json, "stated") == NULL ||
            ck_take_number(json, "stated", -1, CK_NUMBER_MAX, &ret->stated, err));
}

bool ck_read_backup_receipt(const json_t *json, struct ck_message *ret,
                            struct ck_error *err)
{
    return json_object_get(json, "run") == NULL || take_run(json, ret, err);
}

bool ck_read_backup_retry(const json_t *json, struct ck_message *ret,
                          struct ck_error *err)
{
    const json_t *code = json_object_get(json, "code");

    if (code != NULL) {
        const char *text = json_string_value(code);

        ret->code = text != NULL ? ck_code_of_text(text) : CK_OK;
        if (ret->code == CK_OK || strcmp(ck_code_text(ret->code), text) != 0) {
            return ck_take_bad(err, "code");
        }
    }
    return take_run(json, ret, err) && ck_take_flag(json, "consent", &ret->consent, err);
}

bool ck_read_backup_due(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    enum { MOST_DAYS = 400 };

    return ck_take_number(json, "days", 1, MOST_DAYS, &ret->days, err);
}
