#include "tiktok/lister.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* TikTok looks about a week back from the cursor; before STOP_MS it did not exist. */
static const int64_t WEEK_MS = INT64_C(7) * 86400 * 1000;
static const int64_t STOP_MS = INT64_C(1472706000000);

enum {
    PAUSE_MIN_MS = 800, /* as a person scrolls */
    PAUSE_MAX_MS = 2500,
    REFUSED_PAUSE_MS = 3000, /* doubled each time */
    REFUSALS_MAX = 5,
    REFUSALS_CLOSED = 1, /* of a list that has not answered yet, and may never */
    REPEATS_MAX = 4,
    PROBES = 5,        /* looks past an end that may be none, by time */
    PROBES_OFFSET = 2, /* and by offset */
    REQUESTS_MAX = 20000,
};

/* One list's endpoint; by_time: its cursor is a moment, else an offset. */
struct endpoint {
    const char *path, *key, *rest;
    unsigned count;
    bool by_time;
    bool open; /* it is known to answer strangers */
};

static const struct endpoint endpoints[] = {
    [CK_LISTER_POSTS] = {"creator/item_list", "secUid", "&type=1", 15, true, true},
    [CK_LISTER_LIKES] = {"favorite/item_list", "secUid", "", 30, false, false},
    [CK_LISTER_REPOSTS] = {"repost/item_list", "secUid", "", 30, false, false},
    [CK_LISTER_COLLECTION] = {"collection/item_list", "collectionId", "&sourceType=113",
                              30, false, true},
    [CK_LISTER_PLAYLIST] = {"mix/item_list", "mixId", "", 30, false, false},
    [CK_LISTER_TAG] = {"challenge/item_list", "challengeID", "", 30, false, false},
    [CK_LISTER_SOUND] = {"music/item_list", "musicID", "", 30, false, false},
};

/* --- chance ----------------------------------------------------------------------- */

/* splitmix64 */
static uint64_t draw(struct ck_lister *lister)
{
    uint64_t z = lister->random += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Within the range that TikTok's own web client has. */
static void new_device(struct ck_lister *lister)
{
    lister->device = 7250000000000000000u + draw(lister) % 75099899999994578u;
}

static void pause(struct ck_lister *lister, unsigned from_ms, unsigned to_ms)
{
    lister->pause_ms = from_ms + (unsigned)(draw(lister) % (to_ms - from_ms + 1));
}

/* --- asking ----------------------------------------------------------------------- */

static bool is_key(const char *key)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

    return key[0] != '\0' && key[strspn(key, letters)] == '\0' &&
           strlen(key) < sizeof(((struct ck_lister *)0)->key);
}

bool ck_lister_begin(const struct ck_lister_wish *wish, struct ck_lister *ret,
                     struct ck_error *err)
{
    if (!is_key(wish->key)) {
        return ck_fail(err, CK_ERR_PAGE, "the list has no name that can be asked for");
    }
    *ret = (struct ck_lister){
        .list = wish->list,
        .cursor = endpoints[wish->list].by_time ? wish->now_ms : 0,
        .floor_ms = wish->since_ms > STOP_MS ? wish->since_ms : STOP_MS,
        .stated = wish->stated,
        .random = wish->seed,
    };
    (void)snprintf(ret->key, sizeof(ret->key), "%s", wish->key);
    new_device(ret);
    return true;
}

bool ck_lister_next(const struct ck_lister *lister, char ret_url[CK_LISTER_URL_SIZE],
                    unsigned *ret_pause_ms)
{
    const struct endpoint *end = &endpoints[lister->list];

    if (lister->end != CK_LISTER_GOING) {
        return false;
    }
    (void)snprintf(
        ret_url, CK_LISTER_URL_SIZE,
        "https://www.tiktok.com/api/%s/?aid=1988&app_language=en"
        "&app_name=tiktok_web&browser_language=en-US&browser_name=Mozilla"
        "&browser_online=true&browser_platform=Win32&browser_version=5.0+"
        "%%28Windows%%29&channel=tiktok_web&cookie_enabled=true&count=%u"
        "&cursor=%" PRId64 "&device_id=%" PRIu64 "&device_platform=web_pc"
        "&focus_state=true&from_page=user&history_len=2&is_fullscreen=false"
        "&is_page_visible=true&language=en&os=windows&priority_region=&referer="
        "&region=US&screen_height=1080&screen_width=1920&%s=%s%s&tz_name=UTC"
        "&verifyFp=verify_%07x&webcast_language=en",
        end->path, end->count, lister->cursor, lister->device, end->key, lister->key,
        end->rest, (unsigned)(lister->device & 0xfffffff));
    *ret_pause_ms = lister->pause_ms;
    return true;
}

/* --- answers ---------------------------------------------------------------------- */

static void end(struct ck_lister *lister)
{
    bool all = lister->stated < 0 || (uint64_t)lister->stated <= lister->found;

    lister->end = all ? CK_LISTER_COMPLETE : CK_LISTER_SHORT;
}

/* What another try may bring; anything else needs a person, or is final. */
static bool may_pass(enum ck_code code)
{
    static const enum ck_code passing[] = {
        CK_ERR_SHELL, CK_ERR_PAGE,    CK_ERR_CHALLENGE, CK_ERR_HTTP,      CK_ERR_NET,
        CK_ERR_DNS,   CK_ERR_TIMEOUT, CK_ERR_SERVER,    CK_ERR_FORBIDDEN,
    };

    for (size_t i = 0; i < sizeof(passing) / sizeof(passing[0]); i++) {
        if (code == passing[i]) {
            return true;
        }
    }
    return false;
}

void ck_lister_failed(struct ck_lister *lister, enum ck_code code)
{
    bool hopeful = lister->found > 0 || endpoints[lister->list].open;
    unsigned pause_ms;

    lister->refusals++;
    if (!may_pass(code) ||
        lister->refusals > (hopeful ? REFUSALS_MAX : REFUSALS_CLOSED)) {
        lister->end = CK_LISTER_REFUSED;
        lister->code = code;
        return;
    }
    if (lister->refusals > 1) {
        new_device(lister);
    }
    pause_ms = (unsigned)REFUSED_PAUSE_MS << (lister->refusals - 1);
    pause(lister, pause_ms, pause_ms + pause_ms / 2);
}

/* The moment of the last post, from which to look back further; 0 when none tells.
 * Pinned ones stand out of order. */
static int64_t last_moment(const struct ck_listing *listing)
{
    for (size_t i = listing->count; i > 0; i--) {
        const struct ck_listing_item *item = &listing->items[i - 1];

        if (!item->pinned && item->post.created > 0) {
            return item->post.created * 1000;
        }
    }
    return 0;
}

/* The same posts once more: what TikTok does to a device id that it does not like. True:
 * the same is to be asked again with another one. */
static bool is_stuck(struct ck_lister *lister, const struct ck_listing *listing,
                     size_t fresh)
{
    if (fresh > 0 || last_moment(listing) == 0) {
        lister->repeats = 0;
        return false;
    }
    lister->repeats++;
    new_device(lister);
    return lister->repeats <= REPEATS_MAX;
}

static bool found_all(const struct ck_lister *lister)
{
    return lister->stated >= 0 && lister->found >= (uint64_t)lister->stated;
}

/* What it says about its end is believed when the count agrees, or when looking further
 * has brought nothing for a while. */
static void step_by_time(struct ck_lister *lister, const struct ck_listing *listing)
{
    int64_t last = last_moment(listing);

    lister->cursor = last > 0 && last < lister->cursor ? last : lister->cursor - WEEK_MS;
    if (lister->repeats > REPEATS_MAX && lister->barren >= PROBES) {
        lister->end = found_all(lister) ? CK_LISTER_COMPLETE : CK_LISTER_SHORT;
    } else if (lister->cursor < lister->floor_ms ||
               (listing->more == 0 && found_all(lister)) ||
               (lister->barren >= PROBES && (listing->more == 0 || found_all(lister)))) {
        end(lister);
    }
}

static void step_by_offset(struct ck_lister *lister, const struct ck_listing *listing)
{
    size_t entries = listing->count + listing->repeated + listing->live + listing->odd;
    int64_t next = strlen(listing->cursor) < 16 ? strtoll(listing->cursor, NULL, 10) : 0;

    if (next <= lister->cursor) {
        next = lister->cursor + (entries > 0 ? (int64_t)entries : 1);
    }
    lister->cursor = next;
    if ((listing->more == 0 && (found_all(lister) || lister->stated < 0)) ||
        lister->barren >= PROBES_OFFSET || (listing->more < 0 && lister->barren > 0)) {
        end(lister);
    }
}

static bool note_posts(struct ck_lister *lister, const struct ck_listing *listing,
                       bool *ret_fresh, size_t *ret_count)
{
    *ret_count = 0;
    for (size_t i = 0; i < listing->count; i++) {
        bool fresh;

        if (!ck_seen_add(&lister->seen, listing->items[i].post.id, &fresh)) {
            return false;
        }
        *ret_count += fresh ? 1 : 0;
        if (ret_fresh != NULL) {
            ret_fresh[i] = fresh;
        }
    }
    lister->found += *ret_count;
    return true;
}

bool ck_lister_take(struct ck_lister *lister, const struct ck_listing *listing,
                    bool *ret_fresh, struct ck_error *err)
{
    size_t fresh;

    lister->requests++;
    if (listing->refused != CK_OK) {
        ck_lister_failed(lister, listing->refused);
        return true;
    }
    if (!note_posts(lister, listing, ret_fresh, &fresh)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    lister->refusals = 0;
    pause(lister, PAUSE_MIN_MS, PAUSE_MAX_MS);
    if (endpoints[lister->list].by_time && is_stuck(lister, listing, fresh)) {
        return true;
    }
    lister->barren = fresh > 0 ? 0 : lister->barren + 1;
    if (endpoints[lister->list].by_time) {
        step_by_time(lister, listing);
    } else {
        step_by_offset(lister, listing);
    }
    if (lister->end == CK_LISTER_GOING && lister->requests >= REQUESTS_MAX) {
        lister->end = CK_LISTER_SHORT;
    }
    return true;
}

void ck_lister_clear(struct ck_lister *lister)
{
    ck_seen_clear(&lister->seen);
    *lister = (struct ck_lister){.end = CK_LISTER_COMPLETE};
}
