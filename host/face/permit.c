#include "face/permit.h"

#include "face/encode.h"

#include <string.h>

enum { TEXT_MAX = 16384 };

/* A text without a NUL in it; NULL for anything else. */
static const char *text_of(const json_t *json, const char *key)
{
    const json_t *member = json_object_get(json, key);
    const char *text = json_string_value(member);

    return text != NULL && strlen(text) == json_string_length(member) ? text : NULL;
}

/* 0: not a list of words that are known. */
static unsigned scope_of(const json_t *list)
{
    unsigned scope = 0;
    size_t i;
    json_t *word;

    json_array_foreach(list, i, word)
    {
        unsigned bit = ck_scope_of_word(json_string_value(word));

        if (bit == 0) {
            return 0;
        }
        scope |= bit;
    }
    return scope;
}

bool ck_permit_read(const json_t *json, struct ck_permit *ret, const char **ret_bad)
{
    const char *given = text_of(json, "when");

    *ret = (struct ck_permit){.who = text_of(json, "who"),
                              .note = text_of(json, "note"),
                              .scope = scope_of(json_object_get(json, "scope"))};
    *ret_bad = ret->who == NULL                                       ? "who"
               : ret->note == NULL                                    ? "note"
               : given == NULL || strlen(given) >= sizeof(ret->given) ? "when"
                                                                      : NULL;
    if (*ret_bad != NULL) {
        return false;
    }
    memcpy(ret->given, given, strlen(given) + 1);
    return ck_permit_valid(ret, ret_bad);
}

static json_t *scope_json(unsigned scope)
{
    json_t *list = json_array();

    for (int i = 0; i < CK_SCOPE_COUNT; i++) {
        if ((scope & 1U << i) != 0) {
            (void)json_array_append_new(list, json_string(ck_scope_word(i)));
        }
    }
    return list;
}

static json_t *proof_json(const struct ck_permission *one)
{
    return one->proof[0] == '\0'
               ? json_null()
               : json_pack("{s:o, s:I, s:s}", "name",
                           ck_encode_text(ck_last_component(one->proof), TEXT_MAX),
                           "bytes", (json_int_t)one->proof_bytes, "sha256",
                           one->proof_sha256);
}

json_t *ck_encode_permissions(const struct ck_permission *list, size_t count)
{
    json_t *all = json_array();

    for (size_t i = 0; i < count; i++) {
        const struct ck_permission *one = &list[i];
        json_t *json = json_pack(
            "{s:I, s:o, s:o, s:s, s:o, s:o, s:I, s:o}", "number", (json_int_t)one->number,
            "who", ck_encode_text(one->who, TEXT_MAX), "scope", scope_json(one->scope),
            "when", one->given, "note", ck_encode_text(one->note, TEXT_MAX), "proof",
            proof_json(one), "recordedAt", (json_int_t)one->recorded_at, "withdrawnAt",
            one->withdrawn_at > 0 ? json_integer((json_int_t)one->withdrawn_at)
                                  : json_null());

        if (json == NULL || json_array_append_new(all, json) != 0) {
            json_decref(all);
            return NULL;
        }
    }
    return all;
}
