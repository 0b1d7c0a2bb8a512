/* message_import.c - the messages that are about TikTok's data export. */
#include "face/importing.h"
#include "face/message_parts.h"

#include <string.h>

bool ck_read_import_choose(const json_t *json, struct ck_message *ret,
                           struct ck_error *err)
{
    const json_t *what = json_object_get(json, "what");
    const char *word = json_is_string(what) ? json_string_value(what) : "";

    ret->folder = strcmp(word, "folder") == 0;
    return ret->folder || strcmp(word, "file") == 0 || ck_take_bad(err, "what");
}

bool ck_read_import_start(const json_t *json, struct ck_message *ret,
                          struct ck_error *err)
{
    const json_t *lists = json_object_get(json, "lists");

    for (size_t i = 0; i < json_array_size(lists); i++) {
        const char *name = json_string_value(json_array_get(lists, i));
        unsigned list =
            name != NULL && strchr(name, ',') == NULL ? ck_import_lists(name) : 0;

        if (list == 0) {
            return ck_take_bad(err, "lists");
        }
        ret->export_lists |= list;
    }
    return (ret->export_lists != 0 || ck_take_bad(err, "lists")) &&
           ck_take_flag(json, "consent", &ret->consent, err);
}
