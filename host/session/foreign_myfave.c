/* foreign_myfave.c - the lists of a myfaveTT archive. */
#include "session/foreign.h"

#include <string.h>

/* What stands between `begin`, early in the file, and the last `end`. */
static const char *between(const char *bytes, size_t len, const char *begin, char end,
                           size_t *ret_len)
{
    enum { EARLY = 200 };
    const char *at = memmem(bytes, len < EARLY ? len : EARLY, begin, strlen(begin));
    const char *last = len > 0 ? memrchr(bytes, end, len) : NULL;

    if (at == NULL || last < at + strlen(begin)) {
        return NULL;
    }
    *ret_len = (size_t)(last - at) - strlen(begin);
    return at + strlen(begin);
}

const char *ck_myfave_find(const char *bytes, size_t len, size_t *ret_len,
                           bool *ret_packed)
{
    static const char *const packed[] = {"_base64=\"", "_base64 = \"", "_base64= \""};
    const char *found = between(bytes, len, "String.raw`", '`', ret_len);

    *ret_packed = false;
    for (size_t i = 0; found == NULL && i < sizeof(packed) / sizeof(packed[0]); i++) {
        found = between(bytes, len, packed[i], '"', ret_len);
        *ret_packed = found != NULL;
    }
    return found;
}

json_t *ck_myfave_load(const char *json, size_t len)
{
    json_t *list = json_loadb(json, len, 0, NULL);

    if (!json_is_object(list)) {
        json_decref(list);
        return NULL;
    }
    return list;
}

const json_t *ck_myfave_ids(const json_t *list)
{
    const json_t *likes = json_object_get(list, "likes");
    const json_t *ids;

    list = likes != NULL ? likes : list;
    ids = json_object_get(list, "officialList");
    ids = json_array_size(ids) > 0 ? ids : json_object_get(list, "downloaded");
    return json_array_size(ids) > 0 ? ids : NULL;
}

void ck_myfave_owner(const struct ck_myfave *lists, const char **ret_id,
                     const char **ret_handle)
{
    const json_t *user = json_object_get(lists->likes, "user");
    const char *id = json_string_value(json_object_get(user, "id"));
    const char *handle = json_string_value(json_object_get(user, "uniqueId"));

    *ret_id = id != NULL && ck_id_valid(id) ? id : "";
    *ret_handle = handle != NULL && ck_user_valid(handle) ? handle : "";
}

void ck_myfave_clear(struct ck_myfave *lists)
{
    json_decref(lists->likes);
    json_decref(lists->favourites);
    json_decref(lists->videos);
    json_decref(lists->authors);
    json_decref(lists->texts);
    *lists = (struct ck_myfave){0};
}
