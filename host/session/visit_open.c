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
        return page->profile != NULL && page->profile->sec_uid[0] != '\0'
                   ? page->profile->sec_uid
               : page->post_count > 0 ? page->posts[0].author.sec_uid
                                      : "";
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
    bool tag = visit->address.kind == CK_ADDRESS_TAG && title != NULL && title[0] != '\0';
    const struct ck_list list = {
        .kind = places[visit->address.kind].kind,
        .owner = (char *)(uintptr_t)(profile != NULL ? profile->id
                                     : tag           ? key
                                                     : ""),
        .handle = visit->address.user,
        .key = (char *)(uintptr_t)(profile != NULL ? ""
                                   : tag           ? title
                                                   : key),
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
/* A wall in front of one page need not stand before another. */
static bool is_passing(enum ck_code code)
{
    return code == CK_ERR_SHELL || code == CK_ERR_PAGE || code == CK_ERR_CHALLENGE ||
           code == CK_ERR_HTTP || code == CK_ERR_FORBIDDEN ||
           code == CK_ERR_ITEM_MISMATCH;
}

static bool read_instead(struct ck_visit *visit, enum ck_visit_way way,
                         const struct ck_address *address)
{
    const struct ck_question question = {.address = address,
                                         .user_agent =
                                             ck_session_agent(visit->session, NULL),
                                         .cookies = &visit->reader->cookies,
                                         .any = true};
    struct ck_reader *reader;
    struct ck_error err;

    if (!ck_reader_start(visit->session->client, &question, &reader, &err)) {
        return false;
    }
    ck_reader_free(visit->reader);
    visit->reader = reader;
    visit->way = way;
    return true;
}

bool ck_visit_try_next(struct ck_visit *visit)
{
    struct ck_reader *reader = visit->reader;
    struct ck_address address = {.kind = CK_ADDRESS_OTHER};
    char text[128];

    if (visit->address.kind != CK_ADDRESS_USER) {
        return false;
    }
    if (visit->way == CK_VISIT_PAGE && is_passing(reader->err.code)) {
        visit->first = reader->err;
        (void)snprintf(address.page, sizeof(address.page),
                       "https://www.tiktok.com/embed/@%s", visit->address.user);
        return read_instead(visit, CK_VISIT_EMBED, &address);
    }
    if (visit->way == CK_VISIT_EMBED && reader->err.code == CK_OK &&
        key_of(visit)[0] == '\0' && reader->page.shown[0] != '\0') {
        (void)snprintf(text, sizeof(text), "https://www.tiktok.com/@%s/video/%s",
                       visit->address.user, reader->page.shown);
        return ck_address_parse(text, &address, NULL) &&
               read_instead(visit, CK_VISIT_POST, &address);
    }
    return false;
}

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
    }
    if (profile != NULL && visit->way == CK_VISIT_PAGE) { /* an embed says less */
        visit->portrait =
            ck_portrait_begin(visit->session, profile, ck_reader_agent(visit->reader));
    }
    if (!ck_lister_begin(&wish, &visit->lister, &err) || !open_run(visit, key, &err)) {
        ck_visit_end(visit, CK_RUN_STOPPED, &err);
    }
}
