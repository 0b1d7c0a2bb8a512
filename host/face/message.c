#include "face/message.h"

#include "base/mem.h"
#include "face/permit.h"

#include <string.h>

enum {
    MAX_DEPTH = 64,
    MAX_ADDRESS = 2048,
    MAX_AGENT = 512,
    MAX_LIST = 100,
    MAX_NAMES = 1000
};

static const json_int_t max_number = (INT64_C(1) << 53) - 1;

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

static bool bad(struct ck_error *err, const char *key)
{
    return ck_fail(err, CK_ERR_MESSAGE, "%s", key);
}

static bool take_number(const json_t *object, const char *key, json_int_t least,
                        json_int_t most, int64_t *ret, struct ck_error *err)
{
    const json_t *value = json_object_get(object, key);

    if (!json_is_integer(value) || json_integer_value(value) < least ||
        json_integer_value(value) > most) {
        return bad(err, key);
    }
    *ret = json_integer_value(value);
    return true;
}

/* Text of 1 to `max` bytes without control characters. */
static bool take_text(const json_t *object, const char *key, size_t max, const char **ret,
                      struct ck_error *err)
{
    const json_t *value = json_object_get(object, key);
    const char *text = json_string_value(value);

    if (text == NULL || text[0] == '\0' || json_string_length(value) > max) {
        return bad(err, key);
    }
    for (const char *at = text; *at != '\0'; at++) {
        if ((unsigned char)*at < ' ' || *at == 0x7f) {
            return bad(err, key);
        }
    }
    *ret = text;
    return true;
}

static bool read_hello(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    const json_t *protocol = json_object_get(json, "protocol");
    const json_t *least = json_array_get(protocol, 0);
    const json_t *most = json_array_get(protocol, 1);

    if (json_array_size(protocol) != 2 || !json_is_integer(least) ||
        !json_is_integer(most) || json_integer_value(least) > json_integer_value(most)) {
        return bad(err, "protocol");
    }
    ret->least = json_integer_value(least);
    ret->most = json_integer_value(most);
    if (!take_text(json, "version", 32, &ret->version, err) ||
        !take_text(json, "browser", 16, &ret->browser, err)) {
        return false;
    }
    return strcmp(ret->browser, "chromium") == 0 ||
           strcmp(ret->browser, "firefox") == 0 || bad(err, "browser");
}

/* A cookie's value goes into a header as it is, so it must be one word of a header. */
static bool take_cookie(const json_t *value, char *ret, size_t size, struct ck_error *err)
{
    const char *text = json_string_value(value);
    size_t len = json_string_length(value);

    if (text == NULL || len >= size || !ck_cookie_valid(text)) {
        return bad(err, "cookies");
    }
    memcpy(ret, text, len + 1);
    return true;
}

static bool read_cookies(json_t *cookies, struct ck_cookies *ret, struct ck_error *err)
{
    const char *name;
    json_t *value;

    if (cookies == NULL) {
        return true;
    }
    if (!json_is_object(cookies)) {
        return bad(err, "cookies");
    }
    json_object_foreach(cookies, name, value)
    {
        if (strcmp(name, "tt_chain_token") != 0 && strcmp(name, "ttwid") != 0) {
            return ck_fail(err, CK_ERR_COOKIE, NULL);
        }
    }
    value = json_object_get(cookies, "tt_chain_token");
    if (value != NULL &&
        !take_cookie(value, ret->chain_token, sizeof(ret->chain_token), err)) {
        return false;
    }
    value = json_object_get(cookies, "ttwid");
    return value == NULL || take_cookie(value, ret->ttwid, sizeof(ret->ttwid), err);
}

/* A boolean that may be left out. */
static bool take_flag(const json_t *json, const char *key, bool *ret,
                      struct ck_error *err)
{
    const json_t *value = json_object_get(json, key);

    *ret = json_is_true(value);
    return value == NULL || json_is_boolean(value) || bad(err, key);
}

static bool read_wish(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    const json_t *item = json_object_get(json, "item");

    if (!take_text(json, "address", MAX_ADDRESS, &ret->address, err) ||
        !read_cookies(json_object_get(json, "cookies"), &ret->cookies, err)) {
        return false;
    }
    if (json_object_get(json, "userAgent") != NULL &&
        !take_text(json, "userAgent", MAX_AGENT, &ret->user_agent, err)) {
        return false;
    }
    if (item != NULL && !json_is_string(item)) {
        return bad(err, "item");
    }
    ret->item = json_string_value(item);
    ret->item_len = json_string_length(item);
    return take_flag(json, "mine", &ret->mine, err);
}

static bool read_save(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    return read_wish(json, ret, err) && take_flag(json, "again", &ret->again, err) &&
           take_flag(json, "consent", &ret->consent, err);
}

static bool read_job(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    return take_number(json, "job", 1, max_number, &ret->job, err);
}

/* "all" is said, so that a forgotten number does not mean it. */
static bool read_some(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    return json_is_true(json_object_get(json, "all")) || read_job(json, ret, err);
}

static bool read_retry(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    return read_some(json, ret, err) && take_flag(json, "consent", &ret->consent, err);
}

static bool read_list(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    return take_number(json, "limit", 1, MAX_LIST, &ret->limit, err);
}

static bool read_post(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    const json_t *post = json_object_get(json, "post");
    const char *id = json_string_value(post);

    if (id == NULL || !ck_id_valid(id) || json_string_length(post) >= CK_ID_SIZE) {
        return bad(err, "post");
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
        return bad(err, wrong);
    }
    return read_post(json, ret, err) &&
           (proof == NULL || json_is_boolean(proof) || bad(err, "proof"));
}

static bool read_withdraw(const json_t *json, struct ck_message *ret,
                          struct ck_error *err)
{
    return read_post(json, ret, err) &&
           take_number(json, "number", 1, max_number, &ret->number, err);
}

static bool read_settings(const json_t *json, struct ck_message *ret,
                          struct ck_error *err)
{
    json_t *set = json_object_get(json, "set");

    ret->set = set != NULL;
    return set == NULL || ck_choice_read(set, &ret->choice) || bad(err, "set");
}

/* Whatever is in it: what is wrong is said by the answer. */
static bool read_names(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    const json_t *names = json_object_get(json, "names");

    ret->names = json_string_value(names);
    return (ret->names != NULL && json_string_length(names) <= MAX_NAMES &&
            strlen(ret->names) == json_string_length(names)) ||
           bad(err, "names");
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
    return bad(err, "what");
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
};

static bool read_verb(struct ck_message *ret, struct ck_error *err)
{
    const char *verb = json_string_value(json_object_get(ret->json, "verb"));

    if (verb == NULL) {
        return bad(err, "verb");
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
    return take_number(ret->json, "id", 1, max_number, &ret->id, err) &&
           read_verb(ret, err);
}

void ck_message_clear(struct ck_message *message)
{
    json_decref(message->json);
    *message = (struct ck_message){0};
}
