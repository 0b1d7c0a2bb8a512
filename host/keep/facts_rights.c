/* The rights of a kept post, read back from its sidecar. Hostile input. Pure: no I/O. */
#include "keep/facts.h"

#include <string.h>

enum { EDITION_MAX = 1000000 };

/* Copies a member that is made of these characters and fits; leaves it out otherwise. */
static void copy_word(const json_t *object, const char *key, const char *characters,
                      char *ret, size_t size)
{
    const json_t *member = json_object_get(object, key);
    const char *text = json_string_value(member);
    size_t len = json_string_length(member);

    if (text != NULL && len < size && strspn(text, characters) == len) {
        memcpy(ret, text, len + 1);
    }
}

static bool is_saving(const char *word)
{
    return strcmp(word, "allowed") == 0 || strcmp(word, "off") == 0;
}

void ck_facts_rights(const json_t *sidecar, struct ck_kept_rights *ret)
{
    static const char small[] = "abcdefghijklmnopqrstuvwxyz";
    static const char spdx[] = "abcdefghijklmnopqrstuvwxyz"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
    static const char unknown[] = "unknown";
    const json_t *own = json_object_get(sidecar, "clipkeep");
    const json_t *rights = json_object_get(own, "rights");
    json_int_t edition = json_integer_value(json_object_get(rights, "edition"));

    *ret = (struct ck_kept_rights){0};
    copy_word(rights, "licence", spdx, ret->licence, sizeof(ret->licence));
    copy_word(rights, "grade", small, ret->grade, sizeof(ret->grade));
    copy_word(own, "saving", small, ret->saving, sizeof(ret->saving));
    if (!is_saving(ret->saving)) {
        memcpy(ret->saving, unknown, sizeof(unknown));
    }
    if (edition > 0 && edition <= EDITION_MAX && ret->grade[0] != '\0') {
        ret->edition = (int)edition;
    }
    ret->mine = json_is_true(json_object_get(own, "mine"));
}
