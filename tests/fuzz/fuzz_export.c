/* Any bytes are a data export, or say why not. The first byte says what the file is
 * called and in what pieces it is read; however they are cut, the same is found. Where it
 * is no text of lists, jansson agrees on what is JSON. */
#include "tiktok/export.h"

#include "base/buf.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool fact)
{
    if (!fact) {
        abort();
    }
}

static const char *const names[] = {"user_data.json", "Like List.txt",
                                    "a/Posts.txt",    "unknown",
                                    "Comments.json",  "Profile Info.txt"};
enum { NAMES = sizeof(names) / sizeof(names[0]) };

/* Each entry is of a list, and its texts are texts. */
static void told(void *ctx, const struct ck_export_row *row)
{
    struct ck_buf *entries = ctx;

    require(row->list > CK_EXPORT_NONE && row->list < CK_EXPORT_LISTS);
    for (size_t i = 0; i < row->count; i++) {
        ck_buf_adds(entries, row->fields[i].name);
        ck_buf_adds(entries, row->fields[i].value);
    }
    ck_buf_addc(entries, '\n');
}

static void add_notes(struct ck_buf *ret, const struct ck_export_notes *notes)
{
    for (size_t i = 0; i < notes->count; i++) {
        ck_buf_adds(ret, notes->of[i].where);
        ck_buf_adds(ret, notes->of[i].what != NULL ? notes->of[i].what : "?");
    }
}

/* Reads in pieces; what was found is appended. */
static bool read_in(const char *name, const char *bytes, size_t size, size_t step,
                    struct ck_buf *ret)
{
    const struct ck_export_found *found;
    struct ck_export *export = NULL;
    struct ck_error err;
    size_t count;
    bool sound;

    require(ck_export_create(told, ret, &export, &err));
    require(ck_export_begin(export, name));
    for (size_t at = 0; at < size; at += step) {
        if (!ck_export_feed(export, bytes + at, step < size - at ? step : size - at)) {
            break;
        }
    }
    ck_export_end(export);
    require(ck_export_ok(export, &err));
    found = ck_export_found(export, &count);
    for (size_t i = 0; i < count; i++) {
        require(found[i].count >= 0);
        ck_buf_addf(ret, "%s %s %" PRId64, ck_export_list_text(found[i].list),
                    found[i].path, found[i].count);
    }
    add_notes(ret, ck_export_unknown(export));
    add_notes(ret, ck_export_skipped(export));
    add_notes(ret, ck_export_problems(export));
    ck_buf_adds(ret, ck_export_layout(export));
    sound = ck_export_problems(export)->count == 0;
    ck_export_free(export);
    return sound;
}

/* What jansson reads is no problem for us. (We also read what browsers do and it does
 * not, and do not take a NUL for the end.) */
static void compare(const char *bytes, size_t size, bool sound)
{
    json_t *json = memchr(bytes, '\0', size) == NULL
                       ? json_loadb(bytes, size, JSON_DECODE_ANY, NULL)
                       : NULL;

    require(json == NULL || sound);
    json_decref(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ck_autobuf struct ck_buf once = {.max = (size_t)64 << 20};
    ck_autobuf struct ck_buf pieces = {.max = (size_t)64 << 20};
    const char *bytes = (const char *)data + 1;
    const char *name;
    bool sound;

    if (size < 2) {
        return 0;
    }
    name = names[data[0] % NAMES];
    sound = read_in(name, bytes, size - 1, size, &once);
    if (strcmp(name, "unknown") != 0) { /* the first piece decides what it is */
        (void)read_in(name, bytes, size - 1, 1 + data[0] / NAMES, &pieces);
        require(once.len == pieces.len);
        require(memcmp(ck_buf_text(&once), ck_buf_text(&pieces), once.len) == 0);
    }
    if (strcmp(name, "user_data.json") == 0) {
        compare(bytes, size - 1, sound);
    }
    return 0;
}
