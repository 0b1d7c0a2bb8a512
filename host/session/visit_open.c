#include "session/visit_inner.h"

#include "base/clock.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* What lies behind each kind of address. */
static const struct {
    enum ck_lister_list list;
    enum ck_list_kind kind;
} places[] = {
    [CK_ADDRESS_USER] = {CK_LISTER_POSTS, CK_LIST_POSTS},
    [CK_ADDRESS_TAG] = {CK_LISTER_TAG, CK_LIST_TAG},
    [CK_ADDRESS_SOUND] = {CK_LISTER_SOUND, CK_LIST_SOUND},
    [CK_ADDRESS_COLLECTION] = {CK_LISTER_COLLECTION, CK_LIST_COLLECTION},
    [CK_ADDRESS_PLAYLIST] = {CK_LISTER_PLAYLIST, CK_LIST_PLAYLIST},
};

bool ck_visit_can(const struct ck_address *address)
{
    return address->kind == CK_ADDRESS_USER || address->kind == CK_ADDRESS_TAG ||
           address->kind == CK_ADDRESS_SOUND || address->kind == CK_ADDRESS_COLLECTION ||
           address->kind == CK_ADDRESS_PLAYLIST;
}

/* The id by which the list is asked for: in the address, or else in its page. */
static const char *key_of(const struct ck_visit *visit)
{
    const struct ck_page *page = &visit->reader->page;

    if (visit->address.kind == CK_ADDRESS_USER) {
        return page->profile != NULL ? page->profile->sec_uid : "";
    }
    return page->list.id[0] != '\0' ? page->list.id : visit->address.id;
}

int64_t ck_visit_stated(const struct ck_visit *visit)
{
    const struct ck_page *page = &visit->reader->page;

    return page->profile != NULL ? page->profile->videos : page->list.total;
}

static bool open_run(struct ck_visit *visit, const char *key, struct ck_error *err)
{
    const struct ck_page *page = &visit->reader->page;
    const struct ck_profile *profile = page->profile;
    char *title = profile != NULL ? profile->nickname : page->list.title;
    const struct ck_list list = {
        .kind = places[visit->address.kind].kind,
        .owner = (char *)(uintptr_t)(profile != NULL ? profile->id : ""),
        .handle = visit->address.user,
        .key = (char *)(uintptr_t)(profile != NULL ? "" : key),
        .title = title,
        .came_from = visit->address.page,
    };
    const struct ck_backup_how how = {
        .source = CK_SOURCE_SITE,
        .full = visit->full,
        .stated = ck_visit_stated(visit),
    };

    return ck_backup_open(visit->session, &list, &how, &visit->run, NULL, err);
}

/* The list's page is there. */
void ck_visit_begin_list(struct ck_visit *visit)
{
    const struct ck_profile *profile = visit->reader->page.profile;
    char key[96];
    const struct ck_lister_wish wish = {
        .list = places[visit->address.kind].list,
        .key = key,
        .now_ms = INT64_C(1000) * time(NULL),
        .since_ms = profile != NULL && profile->created > 0 ? 1000 * profile->created : 0,
        .stated = ck_visit_stated(visit),
        .seed = (uint64_t)ck_clock_ms() << 20 ^ (uint64_t)getpid(),
    };
    struct ck_error err;

    (void)snprintf(key, sizeof(key), "%s", key_of(visit));
    visit->cookies = visit->reader->cookies;
    if (profile != NULL) { /* as TikTok writes it */
        (void)snprintf(visit->address.user, sizeof(visit->address.user), "%s",
                       profile->name);
        visit->portrait =
            ck_portrait_begin(visit->session, profile, ck_reader_agent(visit->reader));
    }
    if (!ck_lister_begin(&wish, &visit->lister, &err) || !open_run(visit, key, &err)) {
        ck_visit_end(visit, CK_RUN_STOPPED, &err);
    }
}
