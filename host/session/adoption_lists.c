/* adoption_lists.c - the likes and favourites that myfaveTT knew become lists. */
#include "keep/runs.h"
#include "session/adoption_parts.h"

#include <stdlib.h>
#include <string.h>

enum { BATCH = 200 };

/* Some posts of a list, with what is known of them. */
struct some {
    struct ck_post posts[BATCH];
    struct ck_found found[BATCH];
    size_t count;
};

static void clear(struct some *some)
{
    for (size_t i = 0; i < some->count; i++) {
        ck_post_clear(&some->posts[i]);
    }
    some->count = 0;
}

/* What is not kept is not fetched either: the next backup of the list will see to it. */
static bool add(const struct ck_adopting *adopting, const char *id, struct some *some,
                struct ck_error *err)
{
    struct ck_post *post = &some->posts[some->count];

    if (!ck_foreign_post(strtoull(id, NULL, 10), post) ||
        !ck_foreign_add_myfave(post, &adopting->lists)) {
        ck_post_clear(post);
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    some->found[some->count++] = (struct ck_found){.post = post->id,
                                                   .author = post->author.name,
                                                   .text = post->text,
                                                   .created = post->created,
                                                   .passed_over = true};
    return true;
}

static bool fill(const struct ck_adopting *adopting, int64_t run, const json_t *ids,
                 struct some *some, struct ck_error *err)
{
    struct ck_archive *archive = adopting->session->archive;
    const json_t *one;
    int64_t place = 0;
    size_t i;

    json_array_foreach(ids, i, one)
    {
        const char *id = json_string_value(one);

        if (id != NULL && ck_id_valid(id) && !add(adopting, id, some, err)) {
            return false;
        }
        if (some->count == BATCH || i + 1 == json_array_size(ids)) {
            if (!ck_run_found(archive, run, place, some->found, some->count, err)) {
                return false;
            }
            place += (int64_t)some->count;
            clear(some);
        }
    }
    return true;
}

static bool keep_list(const struct ck_adopting *adopting, enum ck_list_kind kind,
                      const json_t *ids, struct ck_error *err)
{
    struct ck_archive *archive = adopting->session->archive;
    struct ck_run run = {.source = CK_SOURCE_FOLDER, .full = true, .stated = -1};
    ck_autofree struct some *some = ck_calloc(1, sizeof(*some));
    const char *owner, *handle;
    bool ok;

    ck_myfave_owner(&adopting->lists, &owner, &handle);
    const struct ck_list list = {.kind = kind,
                                 .owner = (char *)(uintptr_t)owner,
                                 .handle = (char *)(uintptr_t)handle,
                                 .mine = true,
                                 .came_from = (char *)(uintptr_t) "myfaveTT"};

    if (some == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    ok = ck_list_open(archive, &list, &run.list, err) &&
         ck_run_begin(archive, &run, &run.number, err) &&
         fill(adopting, run.number, ids, some, err) &&
         ck_run_end(archive, run.number, CK_RUN_COMPLETE, -1, err);
    clear(some);
    return ok;
}

bool ck_adopt_lists(const struct ck_adopting *adopting, struct ck_error *err)
{
    const json_t *likes = ck_myfave_ids(adopting->lists.likes);
    const json_t *favourites = ck_myfave_ids(adopting->lists.favourites);

    return adopting->task->dry ||
           ((likes == NULL || keep_list(adopting, CK_LIST_LIKES, likes, err)) &&
            (favourites == NULL ||
             keep_list(adopting, CK_LIST_FAVOURITES, favourites, err)));
}
