#include "face/link_set.h"

#include "base/mem.h"

#include <string.h>

enum { CHUNK = 500 };

bool ck_link_set_add(struct ck_link_set *set, const struct ck_address *address,
                     size_t line, struct ck_error *err)
{
    struct ck_set_link link = {.line = line};
    struct ck_set_link *grown;

    /* By doubling. */
    if ((set->count & (set->count - 1)) == 0) {
        grown = ck_realloc(set->links,
                           (set->count > 0 ? 2 * set->count : 1) * sizeof(*grown));
        if (grown == NULL) {
            return ck_fail(err, CK_ERR_NOMEM, NULL);
        }
        set->links = grown;
    }
    (void)snprintf(link.id, sizeof(link.id), "%s", address->id);
    (void)snprintf(link.user, sizeof(link.user), "%s", address->user);
    if (address->kind == CK_ADDRESS_SHORT) {
        link.id[0] = '\0';
        link.page = ck_strdup(address->page);
        if (link.page == NULL) {
            return ck_fail(err, CK_ERR_NOMEM, NULL);
        }
    }
    set->links[set->count++] = link;
    return true;
}

struct reading {
    struct ck_link_set *set;
    ck_set_list *list;
    void *ctx;
    struct ck_error *err;
};

static bool take(void *ctx, const struct ck_link *link)
{
    struct reading *reading = ctx;
    struct ck_link_set *set = reading->set;

    if (!link->known) {
        set->unknown_line = set->unknown++ == 0 ? link->line : set->unknown_line;
    } else if (link->other) {
        set->foreign++;
    } else if (link->address.kind == CK_ADDRESS_POST ||
               link->address.kind == CK_ADDRESS_SHORT) {
        return ck_link_set_add(set, &link->address, link->line, reading->err);
    } else {
        set->lists++;
        return reading->list(reading->ctx, &link->address) ||
               ck_fail(reading->err, CK_ERR_NOMEM, NULL);
    }
    return true;
}

bool ck_link_set_read(const char *bytes, size_t len, ck_set_list *list, void *ctx,
                      struct ck_link_set *set, struct ck_error *err)
{
    struct reading reading = {set, list, ctx, err};

    return ck_links_read(bytes, len, take, &reading);
}

/* Where a short link has led. */
static void page_done(void *ctx, const struct ck_page *page, const struct ck_error *err)
{
    struct ck_link_set *set = ctx;
    struct ck_set_link *link = &set->links[set->followed];

    set->asking = false;
    set->followed++;
    if (page != NULL && page->post_count > 0 &&
        (page->kind == CK_PAGE_VIDEO || page->kind == CK_PAGE_PHOTO)) {
        (void)snprintf(link->id, sizeof(link->id), "%s", page->posts[0].id);
        (void)snprintf(link->user, sizeof(link->user), "%s", page->posts[0].author.name);
        return;
    }
    link->why = page != NULL ? ck_page_refusal(page) : err->code;
}

bool ck_link_set_follow(struct ck_link_set *set, struct ck_session *session)
{
    while (set->followed < set->count && !set->asking) {
        if (set->links[set->followed].page == NULL) {
            set->followed++;
            continue;
        }
        set->asking = true;
        ck_session_inspect(session, set->links[set->followed].page, page_done, set);
    }
    return set->followed >= set->count;
}

bool ck_link_set_found(const struct ck_link_set *set, struct ck_session *session,
                       int64_t run, struct ck_backup_state *ret, struct ck_error *err)
{
    ck_autofree struct ck_backup_item *items = ck_calloc(CHUNK, sizeof(*items));
    size_t count = 0;

    if (items == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    for (size_t i = 0; i < set->count; i++) {
        const struct ck_set_link *link = &set->links[i];

        if (link->id[0] != '\0') {
            items[count++] =
                (struct ck_backup_item){.id = link->id, .author = link->user};
        }
        if (count > 0 && (count == CHUNK || i + 1 == set->count)) {
            if (!ck_backup_found(session, run, items, count, ret, err)) {
                return false;
            }
            count = 0;
        }
    }
    return true;
}

void ck_link_set_clear(struct ck_link_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        ck_free(set->links[i].page);
    }
    ck_free(set->links);
    *set = (struct ck_link_set){0};
}
