/* message_parts.c - the values that messages are made of. */
#include "face/message_parts.h"

#include <string.h>

enum { MAX_AGENT = 512 };

bool ck_take_bad(struct ck_error *err, const char *key)
{
    return ck_fail(err, CK_ERR_MESSAGE, "%s", key);
}

bool ck_take_number(const json_t *object, const char *key, json_int_t least,
                    json_int_t most, int64_t *ret, struct ck_error *err)
{
    const json_t *value = json_object_get(object, key);

    if (!json_is_integer(value) || json_integer_value(value) < least ||
        json_integer_value(value) > most) {
        return ck_take_bad(err, key);
    }
    *ret = json_integer_value(value);
    return true;
}

/* Text of 1 to `max` bytes without control characters. */
bool ck_take_text(const json_t *object, const char *key, size_t max, const char **ret,
                  struct ck_error *err)
{
    const json_t *value = json_object_get(object, key);
    const char *text = json_string_value(value);

    if (text == NULL || text[0] == '\0' || json_string_length(value) > max) {
        return ck_take_bad(err, key);
    }
    for (const char *at = text; *at != '\0'; at++) {
        if ((unsigned char)*at < ' ' || *at == 0x7f) {
            return ck_take_bad(err, key);
        }
    }
    *ret = text;
    return true;
}

/* A boolean that may be left out. */
bool ck_take_flag(const json_t *json, const char *key, bool *ret, struct ck_error *err)
{
    const json_t *value = json_object_get(json, key);

    *ret = json_is_true(value);
    return value == NULL || json_is_boolean(value) || ck_take_bad(err, key);
}

/* A cookie's value goes into a header as it is, so it must be one word of a header. */
static bool take_cookie(const json_t *value, char *ret, size_t size, struct ck_error *err)
{
    const char *text = json_string_value(value);
    size_t len = json_string_length(value);

    if (text == NULL || len >= size || !ck_cookie_valid(text)) {
        return ck_take_bad(err, "cookies");
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
        return ck_take_bad(err, "cookies");
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

bool ck_take_browser(const json_t *json, struct ck_message *ret, struct ck_error *err)
{
    return read_cookies(json_object_get(json, "cookies"), &ret->cookies, err) &&
           (json_object_get(json, "userAgent") == NULL ||
            ck_take_text(json, "userAgent", MAX_AGENT, &ret->user_agent, err));
}
