/* What the names in an export mean: the tables of export_names.inc. */
#include "tiktok/export_parts.h"

#include <string.h>

static const struct {
    const char *text;
    enum ck_export_form form;
} lists[] = {
    {"none", CK_FORM_LIST},
#define CK_LIST(name, text, form) {text, form},
#include "tiktok/export_names.inc"
#undef CK_LIST
};

static const struct {
    const char *name;
    enum ck_export_list list;
} list_names[] = {
#define CK_LIST_NAME(name, list) {name, list},
#include "tiktok/export_names.inc"
#undef CK_LIST_NAME
};

static const char *const any_names[] = {
#define CK_LIST_ANY(name) name,
#include "tiktok/export_names.inc"
#undef CK_LIST_ANY
};

static const struct {
    const char *name;
    unsigned layouts;
} signs[] = {
#define CK_SIGN(name, layouts) {name, layouts},
#include "tiktok/export_names.inc"
#undef CK_SIGN
};

static const struct {
    const char *name;
    enum ck_export_skip why;
    bool part;
} skips[] = {
#define CK_SKIP(name, why, part) {name, why, part},
#include "tiktok/export_names.inc"
#undef CK_SKIP
};

const char *ck_export_list_text(enum ck_export_list list)
{
    return list < CK_EXPORT_LISTS ? lists[list].text : lists[CK_EXPORT_NONE].text;
}

enum ck_export_form ck_export_form(enum ck_export_list list)
{
    return lists[list].form;
}

void ck_export_plain(const char *name, char ret[CK_PLAIN_SIZE])
{
    static const char british[] = "favour";
    size_t len = 0;

    for (; *name != '\0' && len + 1 < CK_PLAIN_SIZE; name++) {
        char c = *name;

        if (c >= 'A' && c <= 'Z') {
            c = (char)(c + 32);
        }
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            ret[len++] = c;
        }
        if (len >= sizeof(british) - 1 && memcmp(ret + len - (sizeof(british) - 1),
                                                 british, sizeof(british) - 1) == 0) {
            ret[len - 2] = 'r';
            len--;
        }
    }
    len -= len > 1 && ret[len - 1] == 's' ? 1 : 0;
    ret[len] = '\0';
}

enum ck_export_list ck_export_list_named(const char *plain)
{
    for (size_t i = 0; i < sizeof(list_names) / sizeof(list_names[0]); i++) {
        if (strcmp(list_names[i].name, plain) == 0) {
            return list_names[i].list;
        }
    }
    return CK_EXPORT_NONE;
}

bool ck_export_list_any(const char *plain)
{
    for (size_t i = 0; i < sizeof(any_names) / sizeof(any_names[0]); i++) {
        if (strcmp(any_names[i], plain) == 0) {
            return true;
        }
    }
    return false;
}

unsigned ck_export_sign(const char *plain)
{
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        if (strcmp(signs[i].name, plain) == 0) {
            return signs[i].layouts;
        }
    }
    return 0;
}

enum ck_export_skip ck_export_skip_named(const char *plain)
{
    for (size_t i = 0; i < sizeof(skips) / sizeof(skips[0]); i++) {
        if (skips[i].part ? strstr(plain, skips[i].name) != NULL
                          : strcmp(plain, skips[i].name) == 0) {
            return skips[i].why;
        }
    }
    return CK_SKIP_NOT;
}
