#include "tiktok/path.h"

#include <stdio.h>
#include <string.h>

/* Some forms put something other than a handle where the handle belongs; the server does
 * not mind (tiktok.md §1.1), but we must not take it for the author's name. */
static void take_user(const char *segment, struct ck_address *ret)
{
    const char *user = segment + 1;

    if (ck_user_valid(user) && strlen(user) > 1 && !ck_id_valid(user) &&
        strncmp(user, "MS4wLjABAAAA", 12) != 0) {
        (void)snprintf(ret->user, sizeof(ret->user), "%s", user);
    }
}

static bool take_id(const char *segment, struct ck_address *ret)
{
    if (!ck_id_valid(segment)) {
        return false;
    }
    (void)snprintf(ret->id, sizeof(ret->id), "%s", segment);
    return true;
}

/* "some-title-7000000000000000000" or the id alone. */
static void take_last_id(const char *segment, struct ck_address *ret)
{
    const char *dash = strrchr(segment, '-');

    (void)take_id(dash != NULL ? dash + 1 : segment, ret);
}

static bool is(const struct ck_parts *parts, size_t i, const char *text)
{
    return i < parts->count && strcmp(parts->segments[i], text) == 0;
}

static bool is_one_of(const struct ck_parts *parts, size_t i, const char *const *texts)
{
    for (; *texts != NULL; texts++) {
        if (is(parts, i, *texts)) {
            return true;
        }
    }
    return false;
}

static bool take_post(const struct ck_parts *parts, size_t i, struct ck_address *ret)
{
    if (i >= parts->count || !take_id(parts->segments[i], ret)) {
        return false;
    }
    ret->kind = CK_ADDRESS_POST;
    ret->photo = i > 0 && is(parts, i - 1, "photo");
    return true;
}

/* "/@name" and what is below it, `i` being the handle's place. */
static void read_user(const struct ck_parts *parts, size_t i, struct ck_address *ret)
{
    static const char *const tabs[] = {"avatar", "posts",     "reposts",   "stories",
                                       "liked",  "saved",     "following", "followers",
                                       "likes",  "favorites", NULL};

    take_user(parts->segments[i], ret);
    if (is(parts, i + 1, "video") || is(parts, i + 1, "photo")) {
        (void)take_post(parts, i + 2, ret);
    } else if (is(parts, i + 1, "live")) {
        ret->kind = CK_ADDRESS_LIVE;
    } else if (is(parts, i + 1, "collection") && parts->count > i + 2) {
        ret->kind = CK_ADDRESS_COLLECTION;
        take_last_id(parts->segments[i + 2], ret);
    } else if (is(parts, i + 1, "playlist") && parts->count > i + 2) {
        ret->kind = CK_ADDRESS_PLAYLIST;
        take_last_id(parts->segments[i + 2], ret);
    } else if (ret->user[0] != '\0' &&
               (parts->count == i + 1 || is_one_of(parts, i + 1, tabs))) {
        ret->kind = CK_ADDRESS_USER;
    }
}

static void take_short(const struct ck_parts *parts, size_t i, struct ck_address *ret)
{
    const char *code = i < parts->count ? parts->segments[i] : "";
    size_t len = strspn(code, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "0123456789_-");

    if (len >= 5 && len <= 20 && code[len] == '\0') {
        ret->kind = CK_ADDRESS_SHORT;
    }
}

/* "/v/ID.html", "/v/ID", "/v/CODE" */
static void read_v(const struct ck_parts *parts, size_t i, struct ck_address *ret)
{
    char *html = i < parts->count ? strstr(parts->segments[i], ".html") : NULL;

    if (html != NULL && html[5] == '\0') {
        *html = '\0';
    }
    if (!take_post(parts, i, ret)) {
        take_short(parts, i, ret);
    }
}

static void read_share(const struct ck_parts *parts, size_t i, struct ck_address *ret)
{
    if (i + 1 >= parts->count) {
        return;
    }
    if (is(parts, i, "video") || is(parts, i, "photo")) {
        (void)take_post(parts, i + 1, ret);
        return;
    }
    ret->kind = is(parts, i, "live")        ? CK_ADDRESS_LIVE
                : is(parts, i, "challenge") ? CK_ADDRESS_TAG
                : is(parts, i, "music")     ? CK_ADDRESS_SOUND
                                            : CK_ADDRESS_OTHER;
    if (ret->kind != CK_ADDRESS_OTHER) {
        (void)take_id(parts->segments[i + 1], ret);
    }
}

static void read_named(const struct ck_parts *parts, size_t i, struct ck_address *ret)
{
    static const char *const feeds[] = {"foryou",  "following", "friends",
                                        "explore", "search",    NULL};

    if (is(parts, i, "tag") && parts->count > i + 1) {
        ret->kind = CK_ADDRESS_TAG;
    } else if (is(parts, i, "music") && parts->count > i + 1) {
        ret->kind = CK_ADDRESS_SOUND;
        take_last_id(parts->segments[i + 1], ret);
    } else if (is(parts, i, "live")) {
        ret->kind = CK_ADDRESS_LIVE;
    } else if (is_one_of(parts, i, feeds)) {
        ret->kind = CK_ADDRESS_FEED;
    }
}

static bool is_language(const char *segment)
{
    size_t len = strspn(segment, "abcdefghijklmnopqrstuvwxyz");

    return strcmp(segment, "i18n") == 0 ||
           (len == 2 &&
            (segment[2] == '\0' || (segment[2] == '-' && strlen(segment + 3) <= 4)));
}

bool ck_host_is_short(const char *host)
{
    return strcmp(host, "vm.tiktok.com") == 0 || strcmp(host, "vt.tiktok.com") == 0;
}

/* Decides by the path alone (tiktok.md §1.1 to §1.3). */
void ck_path_read(const struct ck_parts *parts, struct ck_address *ret)
{
    size_t i = parts->count > 0 && is_language(parts->segments[0]) ? 1 : 0;

    if (ck_host_is_short(parts->host)) {
        take_short(parts, 0, ret);
    } else if (i >= parts->count) {
        ret->kind = CK_ADDRESS_FEED;
    } else if (parts->segments[i][0] == '@') {
        read_user(parts, i, ret);
    } else if (is(parts, i, "video") || is(parts, i, "photo")) {
        (void)take_post(parts, i + 1, ret);
    } else if (is(parts, i, "share")) {
        read_share(parts, i + 1, ret);
    } else if (is(parts, i, "t")) {
        take_short(parts, i + 1, ret);
    } else if (is(parts, i, "v")) {
        read_v(parts, i + 1, ret);
    } else if (is(parts, i, "player")) {
        (void)take_post(parts, i + 2, ret);
    } else if (!is(parts, i, "embed")) {
        read_named(parts, i, ret);
    } else if (!take_post(parts, i + 1, ret) && !take_post(parts, i + 2, ret)) {
        if (parts->count > i + 1 && parts->segments[i + 1][0] == '@') {
            read_user(parts, i + 1, ret);
        } else {
            read_named(parts, i + 1, ret);
        }
    }
}

/* An id in the query of an address whose path names nothing. */
void ck_query_read(const char *query, struct ck_address *ret)
{
    static const char *const names[] = {"item_id=", "share_item_id="};

    while (query != NULL && *query != '\0') {
        size_t len = strcspn(query, "&");

        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
            size_t name = strlen(names[i]);
            char id[CK_ID_SIZE] = "";

            if (len > name && len - name < sizeof(id) &&
                strncmp(query, names[i], name) == 0) {
                memcpy(id, query + name, len - name);
                if (take_id(id, ret)) {
                    ret->kind = CK_ADDRESS_POST;
                    return;
                }
            }
        }
        query += len;
        query += *query == '&' ? 1 : 0;
    }
}
