#include "keep/library.h"

#include "embed/ck_library_script_js.h"
#include "embed/ck_library_style.h"
#include "keep/db.h"
#include "keep/library_chunk.h"
#include "keep/library_disk.h"
#include "keep/library_exported.h"
#include "keep/library_lists.h"
#include "keep/library_own.h"
#include "keep/library_profiles.h"

#include <string.h>

/* Grows when the same posts make other files. */
enum { EDITION = 7, MANIFEST_MAX = 64 * 1024 * 1024, PAGE_MAX = 256 * 1024 };

struct ck_library {
    struct ck_archive *archive;
    int rootfd, dirfd;
    char *folder;
    struct ck_buf page; /* index.html as it is */
    json_t *old;        /* parts of the old manifest, by their keys as texts */
    json_t *parts;      /* of the new one */
    json_t *more;       /* {"file"}: that both name besides */
    int64_t key;        /* where to look for the next part */
    struct ck_library_chunk *chunk; /* that is being made, and its signature */
    char signature[65];
    bool over;
    struct ck_library_report report;
};

static bool is_usable(const struct ck_library *library, const json_t *part)
{
    const json_t *details = json_object_get(part, "details");
    const char *index = json_string_value(json_object_get(part, "index"));
    const char *words = json_string_value(json_object_get(part, "words"));
    bool ok = json_is_integer(json_object_get(part, "key")) && json_is_array(details) &&
              index != NULL && words != NULL && ck_library_name_ok(index) &&
              ck_library_name_ok(words) && ck_library_has(library->dirfd, index) &&
              ck_library_has(library->dirfd, words);

    for (size_t i = 0; ok && i < json_array_size(details); i++) {
        const char *name = json_string_value(json_array_get(details, i));

        ok = name != NULL && ck_library_name_ok(name) &&
             ck_library_has(library->dirfd, name);
    }
    return ok;
}

static void key_text(int64_t key, char ret[32])
{
    (void)snprintf(ret, 32, "%lld", (long long)key);
}

/* What the library has already. Whatever is odd about it is made anew. */
static void read_old(struct ck_library *library)
{
    char name[CK_LIBRARY_NAME_SIZE], key[32];
    json_t *manifest = NULL;
    const json_t *parts;

    if (library->page.len > 0 &&
        ck_library_page_manifest(ck_buf_text(&library->page), name)) {
        manifest = ck_library_read_manifest(library->dirfd, name);
    }
    parts = json_object_get(manifest, "parts");
    if (json_integer_value(json_object_get(manifest, "edition")) != EDITION) {
        parts = NULL;
    }
    for (size_t i = 0; i < json_array_size(parts); i++) {
        json_t *part = json_array_get(parts, i);

        if (is_usable(library, part)) {
            key_text(json_integer_value(json_object_get(part, "key")), key);
            (void)json_object_set(library->old, key, part);
        }
    }
    (void)json_array_extend(library->more, json_object_get(manifest, "profiles"));
    (void)json_array_append_new(
        library->more, json_pack("{s:O?}", "file", json_object_get(manifest, "own")));
    json_decref(manifest);
}

static bool count_all(struct ck_library *library, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = false;

    if (!ck_db_prepare(library->archive->db,
                       "SELECT count(*) FROM posts WHERE newest = 1 AND folder = ?1",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, library->folder);
    if (!ck_db_step(stmt, &row, err)) {
        return false;
    }
    library->report.all = row ? sqlite3_column_int64(stmt, 0) : 0;
    return true;
}

bool ck_library_open(struct ck_archive *archive, int rootfd, const char *folder,
                     struct ck_library **ret, struct ck_error *err)
{
    struct ck_library *library = ck_alloc(sizeof(*library));

    *ret = NULL;
    if (library == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    *library = (struct ck_library){.archive = archive,
                                   .rootfd = rootfd,
                                   .dirfd = -1,
                                   .folder = ck_strdup(folder),
                                   .old = json_object(),
                                   .parts = json_array(),
                                   .more = json_array()};
    if (library->folder == NULL || library->old == NULL || library->parts == NULL ||
        library->more == NULL) {
        (void)ck_fail(err, CK_ERR_NOMEM, NULL);
    } else if (ck_library_read_page(rootfd, &library->page, err) &&
               ck_library_enter(rootfd, &library->dirfd, err) &&
               count_all(library, err)) {
        read_old(library);
        *ret = library;
        return true;
    }
    ck_library_free(library);
    return false;
}

const struct ck_library_report *ck_library_so_far(const struct ck_library *library)
{
    return &library->report;
}

void ck_library_free(struct ck_library *library)
{
    if (library == NULL) {
        return;
    }
    ck_library_chunk_free(library->chunk);
    ck_close_pointer(&library->dirfd);
    ck_buf_free(&library->page);
    json_decref(library->old);
    json_decref(library->parts);
    json_decref(library->more);
    ck_free(library->folder);
    ck_free(library);
}

/* The part is whole. */
static bool part_done(struct ck_library *library, const json_t *part,
                      struct ck_error *err)
{
    library->report.chunks++;
    library->report.posts += json_integer_value(json_object_get(part, "count"));
    library->key++;
    return json_array_append(library->parts, (json_t *)(uintptr_t)part) == 0 ||
           ck_fail(err, CK_ERR_NOMEM, NULL);
}

/* Looks at the next part: it stays as it is, or is begun. */
static bool next_part(struct ck_library *library, struct ck_error *err)
{
    const json_t *old;
    char key[32];
    int64_t count = 0;

    if (!ck_library_chunk_sign(library->archive, library->folder, library->key, &count,
                               library->signature, err)) {
        return false;
    }
    key_text(library->key, key);
    old = json_object_get(library->old, key);
    if (old != NULL && json_integer_value(json_object_get(old, "count")) == count &&
        strcmp(json_string_value(json_object_get(old, "signature")) != NULL
                   ? json_string_value(json_object_get(old, "signature"))
                   : "",
               library->signature) == 0) {
        return part_done(library, old, err);
    }
    library->chunk = ck_library_chunk_open(library->archive, library->rootfd,
                                           library->dirfd, library->folder, library->key);
    return library->chunk != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
}

static bool go_on(struct ck_library *library, size_t *posts, struct ck_error *err)
{
    size_t before = *posts;
    json_t *entry = NULL;
    bool ok = ck_library_chunk_step(library->chunk, posts, &entry, err);

    library->report.read += (int64_t)(before - *posts);
    if (ok && entry != NULL) {
        ck_library_chunk_free(library->chunk);
        library->chunk = NULL;
        library->report.fresh++;
        (void)json_object_set_new(entry, "signature", json_string(library->signature));
        ok = part_done(library, entry, err);
    }
    json_decref(entry);
    return ok;
}

static bool put(struct ck_library *library, char letter, const char *ending,
                const void *bytes, size_t len, char ret_name[CK_LIBRARY_NAME_SIZE],
                struct ck_error *err)
{
    return ck_library_put(library->dirfd, letter, ending, bytes, len, ret_name, err);
}

static bool put_profiles(struct ck_library *library, json_t *manifest,
                         struct ck_error *err)
{
    json_t *profiles = json_array();
    bool ok =
        profiles != NULL && json_object_set_new(manifest, "profiles", profiles) == 0;

    return (ok || ck_fail(err, CK_ERR_NOMEM, NULL)) &&
           ck_library_profiles(library->rootfd, library->dirfd, profiles, err) &&
           (json_array_extend(library->more, profiles) == 0 ||
            ck_fail(err, CK_ERR_NOMEM, NULL));
}

/* The person's own comments. */
static bool put_own(struct ck_library *library, json_t *manifest, struct ck_error *err)
{
    ck_autobuf struct ck_buf text = {.max = MANIFEST_MAX};
    char name[CK_LIBRARY_NAME_SIZE];
    json_t *own = ck_library_own(library->rootfd);
    bool some = json_object_size(own) > 0;
    bool ok = own != NULL && (!some || ck_library_script(&text, "own", 0, own));

    json_decref(own);
    if (!ok) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return !some || (put(library, 'o', ".js", text.data, text.len, name, err) &&
                     ((json_object_set_new(manifest, "own", json_string(name)) == 0 &&
                       json_array_append_new(library->more,
                                             json_pack("{s:s}", "file", name)) == 0) ||
                      ck_fail(err, CK_ERR_NOMEM, NULL)));
}

/* Own posts that only a data export knows. */
static bool put_exported(struct ck_library *library, json_t *manifest,
                         struct ck_error *err)
{
    const struct ck_library_place place = {library->archive, library->rootfd,
                                           library->dirfd, library->folder};
    json_int_t count = 0;

    if (!ck_library_exported(&place, manifest, &count, err)) {
        return false;
    }
    library->report.posts += count;
    library->report.all += count;
    return json_object_set_new(manifest, "count", json_integer(library->report.posts)) ==
               0 ||
           ck_fail(err, CK_ERR_NOMEM, NULL);
}

static bool put_manifest(struct ck_library *library, char ret_name[CK_LIBRARY_NAME_SIZE],
                         struct ck_error *err)
{
    ck_autobuf struct ck_buf text = {.max = MANIFEST_MAX};
    json_t *manifest =
        json_pack("{s:i, s:O}", "edition", EDITION, "parts", library->parts);
    bool ok = manifest != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);

    ok = ok && ck_library_lists(library->archive, manifest, err) &&
         put_exported(library, manifest, err) && put_profiles(library, manifest, err) &&
         put_own(library, manifest, err) &&
         (ck_library_script(&text, "manifest", 0, manifest) ||
          ck_fail(err, CK_ERR_NOMEM, NULL));

    json_decref(manifest);
    return ok && put(library, 'm', ".js", text.data, text.len, ret_name, err);
}

static void need(json_t *needed, const char *name)
{
    if (name != NULL) {
        (void)json_object_set_new(needed, name, json_true());
    }
}

static void need_part(json_t *needed, const json_t *part)
{
    const json_t *details = json_object_get(part, "details");

    need(needed, json_string_value(json_object_get(part, "index")));
    need(needed, json_string_value(json_object_get(part, "words")));
    for (size_t i = 0; i < json_array_size(details); i++) {
        need(needed, json_string_value(json_array_get(details, i)));
    }
}

/* Removes what neither the new page names nor the one before, which may be open. */
static void clean(struct ck_library *library, const struct ck_library_names *names)
{
    json_t *needed = json_object();
    const char *key;
    json_t *part;
    size_t i;

    need(needed, names->style);
    need(needed, names->script);
    need(needed, names->manifest);
    json_object_foreach(library->old, key, part)
    {
        need_part(needed, part);
    }
    json_array_foreach(library->parts, i, part)
    {
        need_part(needed, part);
    }
    json_array_foreach(library->more, i, part)
    {
        need(needed, json_string_value(json_object_get(part, "file")));
    }
    ck_library_clean(library->dirfd, needed);
    json_decref(needed);
}

static bool finish(struct ck_library *library, struct ck_error *err)
{
    ck_autobuf struct ck_buf page = {.max = PAGE_MAX};
    struct ck_library_names names;

    if (!put(library, 'c', ".css", ck_library_style, ck_library_style_len, names.style,
             err) ||
        !put(library, 'a', ".js", ck_library_script_js, ck_library_script_js_len,
             names.script, err) ||
        !put_manifest(library, names.manifest, err) ||
        !(ck_library_page(&names, &page) || ck_fail(err, CK_ERR_NOMEM, NULL))) {
        return false;
    }
    library->over = true;
    library->report.changed =
        page.len != library->page.len ||
        memcmp(page.data, ck_buf_text(&library->page), page.len) != 0;
    if (library->report.changed &&
        !ck_library_publish_page(library->rootfd, &page, err)) {
        return false;
    }
    clean(library, &names);
    return true;
}

bool ck_library_step(struct ck_library *library, size_t posts, bool *ret_more,
                     struct ck_error *err)
{
    size_t left = posts;
    bool ok = true;

    if (library->chunk == NULL && !library->over) {
        ok = ck_library_chunk_next(library->archive, library->folder, library->key,
                                   &library->key, err) &&
             (library->key >= 0 ? next_part(library, err) : finish(library, err));
    }
    if (ok && library->chunk != NULL) {
        ok = go_on(library, &left, err);
    }
    *ret_more = ok && !library->over;
    return ok;
}
