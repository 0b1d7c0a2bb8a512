#include "face/example.h"

#include <stdio.h>

bool ck_example_path(const char *names, bool photos, char ret[CK_EXAMPLE_SIZE],
                     struct ck_error *err)
{
    static const struct ck_name_facts video = {
        .author = "catlady",
        .text = "My cat opens doors #cat",
        .id = "7602050882429897470",
        .created = 1770000000, /* 2026-02-02 */
        .nickname = "Cat Lady",
        .kind = "video",
        .music = "Original sound",
    };
    struct ck_name_facts facts = video;
    char folder[CK_NAMES_PATH_SIZE], stem[CK_NAME_MAX + 1];

    facts.kind = photos ? "photo" : "video";
    if (!ck_names_post(names, &facts, folder, stem, err)) {
        return false;
    }
    (void)snprintf(ret, CK_EXAMPLE_SIZE, "%s%s%s%s", folder, folder[0] != '\0' ? "/" : "",
                   stem, photos ? "/01.jpg" : ".mp4");
    return true;
}

static json_t *fault_json(const struct ck_names_where *where)
{
    return json_pack("{s:s, s:I, s:s}", "why", ck_names_fault_text(where->fault), "at",
                     (json_int_t)where->at, "part", where->part);
}

json_t *ck_example_json(const char *names)
{
    char video[CK_EXAMPLE_SIZE], photos[CK_EXAMPLE_SIZE];
    struct ck_names_where where;

    if (!ck_names_check(names, &where)) {
        return json_pack("{s:n, s:n, s:o}", "video", "photos", "fault",
                         fault_json(&where));
    }
    if (!ck_example_path(names, false, video, NULL) ||
        !ck_example_path(names, true, photos, NULL)) {
        return NULL;
    }
    return json_pack("{s:s, s:s, s:n}", "video", video, "photos", photos, "fault");
}
