#include "face/message.h"

#include "base/mem.h"
#include "face/message_parts.h"
#include "face/permit.h"

#include <string.h>

enum { MAX_DEPTH = 64, MAX_ADDRESS = 2048, MAX_LIST = 100, MAX_NAMES = 1000 };

/* True when brackets outside strings are nested at most MAX_DEPTH deep; checked before
 * parsing, because the parser goes one call deeper with each. */
static bool shallow(const char *text, size_t len)
{
    int depth = 0;
    bool in_string = false;

    for (size_t i = 0; i < len; i++) {
        char c = text[i];

        if (in_string) {
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                in_string = false;
            }
        } else if (c == '"') {
            in_string = true;
        } else if ((c == '{' || c == '[') && ++depth > MAX_DEPTH) {
            return false;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
    return true;
}

static bool read_hello(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    const json_t *protocol = json_object_get(json, "protocol");
    const json_t *least = json_array_get(protocol, 0);
    const json_t *most = json_array_get(protocol, 1);

    if (json_array_size(protocol) != 2 || !json_is_integer(least) ||
        !json_is_integer(most) || json_integer_value(least) > json_integer_value(most)) {
        return ck_take_bad(err, "protocol");
    }
    ret->least = json_integer_value(least);
    ret->most = json_integer_value(most);
    if (!ck_take_text(json, "version", 32, &ret->version, err) ||
        !ck_take_text(json, "browser", 16, &ret->browser, err)) {
        return false;
    }
    return strcmp(ret->browser, "chromium") == 0 ||
           strcmp(ret->browser, "firefox") == 0 || ck_take_bad(err, "browser");
}

static bool read_wish(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    const json_t *item = json_object_get(json, "item");

    if (!ck_take_text(json, "address", MAX_ADDRESS, &ret->address, err) ||
        !ck_take_browser(json, ret, err)) {
        return false;
    }
    if (item != NULL && !json_is_string(item)) {
        return ck_take_bad(err, "item");
    }
    ret->item = json_string_value(item);
    ret->item_len = json_string_length(item);
    return ck_take_flag(json, "mine", &ret->mine, err);
}

static bool read_save(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    return read_wish(json, ret, err) && ck_take_flag(json, "again", &ret->again, err) &&
           ck_take_flag(json, "consent", &ret->consent, err);
}

static bool read_job(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    return ck_take_number(json, "job", 1, CK_NUMBER_MAX, &ret->job, err);
}

/* "all" is said, so that a forgotten number does not mean it. */
static bool read_some(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    return json_is_true(json_object_get(json, "all")) || read_job(json, ret, err);
}

static bool read_retry(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    return read_some(json, ret, err) && ck_take_flag(json, "consent", &ret->consent, err);
}

static bool read_list(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    return ck_take_number(json, "limit", 1, MAX_LIST, &ret->limit, err);
}

static bool read_post(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    const json_t *post = json_object_get(json, "post");
    const char *id = json_string_value(post);

    if (id == NULL || !ck_id_valid(id) || json_string_length(post) >= CK_ID_SIZE) {
        return ck_take_bad(err, "post");
    }
    memcpy(ret->post, id, json_string_length(post) + 1);
    return true;
}

static bool read_show(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    return (json_object_get(json, "post") == NULL || read_post(json, ret, err)) &&
           (json_object_get(json, "job") == NULL || read_job(json, ret, err));
}

static bool read_permission(const json_t *json, struct ck_message *ret,
                            struct ck_error *err)
{
    const json_t *proof = json_object_get(json, "proof");
    const char *wrong;

    ret->proof = json_is_true(proof);
    if (!ck_permit_read(json, &ret->permit, &wrong)) {
        return ck_take_bad(err, wrong);
    }
    return read_post(json, ret, err) &&
           (proof == NULL || json_is_boolean(proof) || ck_take_bad(err, "proof"));
}

static bool read_withdraw(const json_t *json, struct ck_message *ret,
                          struct ck_error *err)
{
    return read_post(json, ret, err) &&
           ck_take_number(json, "number", 1, CK_NUMBER_MAX, &ret->number, err);
}

static bool read_settings(const json_t *json, struct ck_message *ret,
                          struct ck_error *err)
{
    json_t *set = json_object_get(json, "set");

    ret->set = set != NULL;
    return set == NULL || ck_choice_read(set, &ret->choice) || ck_take_bad(err, "set");
}

/* Whatever is in it: what is wrong is said by the answer. */
static bool read_names(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    const json_t *names = json_object_get(json, "names");

    ret->names = json_string_value(names);
    return (ret->names != NULL && json_string_length(names) <= MAX_NAMES &&
            strlen(ret->names) == json_string_length(names)) ||
           ck_take_bad(err, "names");
}

static bool read_move(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    static const char *const words[] = {
        [CK_MOVE_START] = "start", [CK_MOVE_STOP] = "stop", [CK_MOVE_LEAVE] = "leave"};
    const char *word = json_string_value(json_object_get(json, "what"));

    for (size_t i = 0; word != NULL && i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(word, words[i]) == 0) {
            ret->move = (enum ck_move_word)i;
            return true;
        }
    }
    return ck_take_bad(err, "what");
}

static bool read_nothing(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    (void)json;
    (void)ret;
    (void)err;
    return true;
}

static const struct {
    const char *name;
    bool (*read)(const json_t *json, struct ck_message *ret, struct ck_error *err);
} verbs[] = {
    [CK_VERB_HELLO] = {"hello", read_hello},
    [CK_VERB_READ] = {"read", read_wish},
    [CK_VERB_SAVE] = {"save", read_save},
    [CK_VERB_CANCEL] = {"cancel", read_some},
    [CK_VERB_LIST] = {"list", read_list},
    [CK_VERB_SUBSCRIBE] = {"subscribe", read_nothing},
    [CK_VERB_CHOOSE_FOLDER] = {"choose-folder", read_nothing},
    [CK_VERB_SHOW_IN_FOLDER] = {"show-in-folder", read_show},
    [CK_VERB_SETTINGS] = {"settings", read_settings},
    [CK_VERB_PAUSE] = {"pause", read_some},
    [CK_VERB_RESUME] = {"resume", read_some},
    [CK_VERB_RETRY] = {"retry", read_retry},
    [CK_VERB_DETACHED] = {"detached", read_nothing},
    [CK_VERB_DETACHED_STOP] = {"detached-stop", read_nothing},
    [CK_VERB_COUNTS] = {"counts", read_nothing},
    [CK_VERB_NAMES] = {"names", read_names},
    [CK_VERB_MOVING] = {"moving", read_nothing},
    [CK_VERB_MOVE] = {"move", read_move},
    [CK_VERB_DOCTOR] = {"doctor", read_nothing},
    [CK_VERB_PERMISSION] = {"permission", read_permission},
    [CK_VERB_PERMISSIONS] = {"permissions", read_post},
    [CK_VERB_PERMISSION_WITHDRAW] = {"permission-withdraw", read_withdraw},
    [CK_VERB_HISTORY_DELETE] = {"history-delete", read_nothing},
    [CK_VERB_BACKUP_AHEAD] = {"backup-ahead", ck_read_backup_ahead},
    [CK_VERB_BACKUP_OPEN] = {"backup-open", ck_read_backup_open},
    [CK_VERB_BACKUP_ANSWER] = {"backup-answer", ck_read_backup_answer},
    [CK_VERB_BACKUP_END] = {"backup-end", ck_read_backup_end},
    [CK_VERB_BACKUP_RECEIPT] = {"backup-receipt", ck_read_backup_receipt},
    [CK_VERB_BACKUP_RETRY] = {"backup-retry", ck_read_backup_retry},
    [CK_VERB_BACKUP_DUE] = {"backup-due", ck_read_backup_due},
    [CK_VERB_IMPORT_CHOOSE] = {"import-choose", ck_read_import_choose},
    [CK_VERB_IMPORT_START] = {"import-start", ck_read_import_start},
    [CK_VERB_IMPORT_STOP] = {"import-stop", read_nothing},
    [CK_VERB_IMPORTING] = {"importing", read_nothing},
};

static bool read_verb(struct ck_message *ret, struct ck_error *err)
{
    const char *verb = json_string_value(json_object_get(ret->json, "verb"));

    if (verb == NULL) {
        return ck_take_bad(err, "verb");
    }
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (strcmp(verb, verbs[i].name) == 0) {
            ret->verb = (enum ck_verb)i;
            return verbs[i].read(ret->json, ret, err);
        }
    }
    return ck_fail(err, CK_ERR_VERB, NULL);
}

bool ck_message_read(const char *text, size_t len, struct ck_message *ret,
                     struct ck_error *err)
{
    json_error_t json_err;

    *ret = (struct ck_message){0};
    if (!shallow(text, len)) {
        return ck_fail(err, CK_ERR_FRAME, "nested too deeply");
    }
    ret->json = json_loadb(text, len, JSON_REJECT_DUPLICATES, &json_err);
    if (ret->json == NULL) {
        return json_error_code(&json_err) == json_error_out_of_memory
                   ? ck_fail(err, CK_ERR_NOMEM, NULL)
                   : ck_fail(err, CK_ERR_FRAME, "no JSON at byte %d", json_err.position);
    }
    if (!json_is_object(ret->json)) {
        return ck_fail(err, CK_ERR_FRAME, "not an object");
    }
    return ck_take_number(ret->json, "id", 1, CK_NUMBER_MAX, &ret->id, err) &&
           read_verb(ret, err);
}

void ck_message_clear(struct ck_message *message)
{
    json_decref(message->json);
    *message = (struct ck_message){0};
}
