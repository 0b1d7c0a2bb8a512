#include "keep/library_exported.h"

#include "base/mem.h"
#include "keep/exported_posts.h"
#include "keep/library_chunk.h"
#include "keep/library_post.h"

#include <string.h>

enum { KEY = -1 };

/* The number of the person's list of this kind; a run of it may never have been. */
static json_int_t own_list(json_t *manifest, const char *wanted)
{
    json_t *lists = json_object_get(manifest, "lists");
    json_int_t number = strcmp(wanted, "posts") == 0 ? -1 : -2;

    for (size_t i = 0; i < json_array_size(lists); i++) {
        const json_t *list = json_array_get(lists, i);
        const char *kind = json_string_value(json_object_get(list, "kind"));

        if (json_is_true(json_object_get(list, "mine")) && kind != NULL &&
            strcmp(kind, wanted) == 0) {
            return json_integer_value(json_object_get(list, "number"));
        }
    }
    (void)json_array_append_new(lists, json_pack("{s:I, s:s, s:s, s:s, s:b}", "number",
                                                 number, "kind", wanted, "handle", "",
                                                 "title", "", "mine", 1));
    return number;
}

static void add_beside(json_t *beside, const struct ck_exported_post *post)
{
    json_t *files = json_object_get(beside, post->post);

    if (files == NULL) {
        files = json_array();
        (void)json_object_set_new(beside, post->post, files);
    }
    json_t *more = ck_library_files(&post->kept);

    (void)json_array_extend(files, more);
    json_decref(more);
}

static bool add_posts(struct ck_library_chunk *chunk,
                      const struct ck_exported_posts *posts, json_t *manifest,
                      json_int_t *ret_count, struct ck_error *err)
{
    json_t *beside = json_object();

    for (size_t i = 0; i < posts->count; i++) {
        const struct ck_exported_post *post = &posts->of[i];

        if (post->post[0] != '\0') {
            add_beside(beside, post);
            continue;
        }
        if (!ck_library_chunk_add(chunk, &post->kept, own_list(manifest, post->list),
                                  err)) {
            json_decref(beside);
            return false;
        }
        ++*ret_count;
    }
    return json_object_set_new(manifest, "beside", beside) == 0 ||
           ck_fail(err, CK_ERR_NOMEM, NULL);
}

static bool add_part(struct ck_library_chunk *chunk, json_t *manifest,
                     struct ck_error *err)
{
    json_t *part = NULL;

    return ck_library_chunk_end(chunk, &part, err) &&
           (json_array_append_new(json_object_get(manifest, "parts"), part) == 0 ||
            ck_fail(err, CK_ERR_NOMEM, NULL));
}

bool ck_library_exported(const struct ck_library_place *place, json_t *manifest,
                         json_int_t *ret_count, struct ck_error *err)
{
    struct ck_exported_posts posts;
    struct ck_library_chunk *chunk = NULL;
    unsigned long misses = ck_mem_misses();
    bool ok =
        ck_exported_posts_read(place->archive, place->rootfd, place->folder, &posts, err);

    *ret_count = 0;
    if (ok && posts.count > 0) {
        chunk = ck_library_chunk_open(place->archive, place->rootfd, place->dirfd,
                                      place->folder, KEY);
        ok = (chunk != NULL || ck_fail(err, CK_ERR_NOMEM, NULL)) &&
             add_posts(chunk, &posts, manifest, ret_count, err) &&
             (*ret_count == 0 || add_part(chunk, manifest, err)) &&
             (ck_mem_misses() == misses || ck_fail(err, CK_ERR_NOMEM, NULL));
        ck_library_chunk_free(chunk);
    }
    ck_exported_posts_free(&posts);
    return ok;
}
