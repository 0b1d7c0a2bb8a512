#include "session/joined.h"

#include "base/mem.h"
#include "keep/made.h"

#include <string.h>

enum { TEXT_BYTES = 160 }; /* so much of captions is compared */

struct loading {
    struct ck_known_posts *posts;
    size_t room;
    bool no_memory;
};

static bool load(void *ctx, int64_t created, const char *post, const char *text)
{
    struct loading *loading = ctx;
    struct ck_known_posts *posts = loading->posts;
    struct ck_known *one;

    if (!ck_id_valid(post)) {
        return true;
    }
    if (posts->count == loading->room) {
        size_t room = loading->room * 2 + 64;
        struct ck_known *grown = ck_realloc(posts->of, room * sizeof(*grown));

        loading->no_memory = grown == NULL;
        if (grown == NULL) {
            return false;
        }
        posts->of = grown;
        loading->room = room;
    }
    one = &posts->of[posts->count];
    one->created = created;
    (void)snprintf(one->id, sizeof(one->id), "%s", post);
    one->text = ck_strndup(text, strnlen(text, TEXT_BYTES));
    loading->no_memory = one->text == NULL;
    posts->count += one->text != NULL;
    return one->text != NULL;
}

bool ck_known_load(struct ck_session *session, const char *handle,
                   struct ck_known_posts *ret, struct ck_error *err)
{
    struct loading loading = {.posts = ret};
    struct ck_archive *archive;

    *ret = (struct ck_known_posts){0};
    if (handle[0] == '\0') {
        return true;
    }
    if (!ck_session_archive(session, &archive, err) ||
        !ck_made_each(archive, handle, load, &loading, err)) {
        return false;
    }
    return !loading.no_memory || ck_fail(err, CK_ERR_NOMEM, NULL);
}

void ck_known_free(struct ck_known_posts *posts)
{
    for (size_t i = 0; i < posts->count; i++) {
        ck_free(posts->of[i].text);
    }
    ck_free(posts->of);
    *posts = (struct ck_known_posts){0};
}

/* The first post of this second or later. */
static size_t first_at(const struct ck_known_posts *posts, int64_t created)
{
    size_t low = 0, high = posts->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (posts->of[middle].created < created) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const char *ck_known_find(const struct ck_known_posts *posts, int64_t created,
                          const char *text)
{
    const char *found = NULL;

    for (size_t i = first_at(posts, created);
         i < posts->count && posts->of[i].created == created; i++) {
        if (!ck_made_agree(posts->of[i].text, text)) {
            continue;
        }
        if (found != NULL && strcmp(found, posts->of[i].id) != 0) {
            return NULL;
        }
        found = posts->of[i].id;
    }
    return found;
}
