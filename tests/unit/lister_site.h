/* lister_site.h - a small TikTok for the tests of the lister. It answers as the real one
 * does: with a week at a time, with repeats, gaps, nothing at all, and lies about its
 * end. */
#ifndef CK_TEST_LISTER_SITE_H
#define CK_TEST_LISTER_SITE_H

#include "base/buf.h"
#include "tiktok/lister.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { DAY = 86400, NOW = 1790000000, POSTS_MAX = 400 };

/* What this TikTok does wrong. */
struct site {
    int posts; /* one each `every` seconds, the newest one day ago */
    int64_t every;
    int64_t gap;         /* seconds without a post after the first half */
    int lost;            /* so many of the oldest are never shown */
    int more;            /* 1, 0: what it always says; -1: the truth; 2: "no" on page 2 */
    int empty_every;     /* each so manieth answer has no bytes */
    int refuse_from;     /* from this answer on, */
    const char *refusal; /* this */
    bool stuck;          /* repeats its first page, */
    int stuck_devices;   /* for so many device ids, -1 for all */
    bool pinned;         /* the oldest post stands before the first page */
    bool live;           /* and a live room behind each page */
    bool odd_cursor;     /* its offsets are nonsense */
};

struct visit {
    const struct site *site;
    int answers;
    uint64_t device;
    int devices;
    int64_t slept_ms;
};

static inline int64_t moment(const struct site *site, int number)
{
    return NOW - DAY - number * site->every - (number >= site->posts / 2 ? site->gap : 0);
}

static inline void add_post(struct ck_buf *buf, const struct site *site, int number,
                            bool pinned)
{
    int64_t created = moment(site, number);

    ck_buf_addf(buf, "%s{\"id\":\"%" PRId64 "\",\"createTime\":%" PRId64 "%s}",
                buf->data[buf->len - 1] == '[' ? "" : ",", created << 32 | number,
                created, pinned ? ",\"isPinnedItem\":true" : "");
}

static inline int64_t param(const char *url, const char *key)
{
    const char *at = strstr(url, key);

    assert_non_null(at);
    return strtoll(at + strlen(key), NULL, 10);
}

static inline void add_end(struct ck_buf *buf, const struct visit *visit, bool more)
{
    const struct site *site = visit->site;

    if (site->more == 2) {
        more = more && visit->answers != 2;
    } else if (site->more >= 0) {
        more = site->more == 1;
    }
    ck_buf_addf(buf, "],\"hasMorePrevious\":%s}", more ? "true" : "false");
}

/* creator/item_list: at most 15 posts, none older than eight days before the cursor. */
static inline void answer_by_time(struct visit *visit, int64_t cursor, struct ck_buf *ret)
{
    const struct site *site = visit->site;
    int shown = 0;
    int last = site->posts - site->lost;

    ck_buf_adds(ret, "{\"itemList\":[");
    if (site->pinned && visit->answers == 1) {
        add_post(ret, site, last - 1, true);
    }
    for (int i = 0; i < last && shown < 15; i++) {
        if (moment(site, i) * 1000 < cursor &&
            moment(site, i) * 1000 > cursor - INT64_C(8000) * DAY) {
            add_post(ret, site, i, false);
            shown++;
        }
    }
    if (site->live) {
        ck_buf_addf(ret, "%s{\"id\":\"7602050882429897472\",\"liveRoomInfo\":{}}",
                    ret->data[ret->len - 1] == '[' ? "" : ",");
    }
    add_end(ret, visit, moment(site, last - 1) * 1000 < cursor && shown == 15);
}

static inline void answer_by_offset(struct visit *visit, int64_t offset,
                                    struct ck_buf *ret)
{
    const struct site *site = visit->site;
    int last = site->posts - site->lost;

    ck_buf_adds(ret, "{\"itemList\":[");
    for (int i = (int)offset; i < last && i < offset + 30; i++) {
        add_post(ret, site, i, false);
    }
    add_end(ret, visit, offset + 30 < last);
    ret->len--;
    ck_buf_addf(ret, ",\"cursor\":\"%" PRId64 "\"}", site->odd_cursor ? 7 : offset + 30);
}

static inline void answer(struct visit *visit, const char *url, struct ck_buf *ret)
{
    const struct site *site = visit->site;
    uint64_t device = (uint64_t)param(url, "&device_id=");
    bool by_time = strstr(url, "/creator/") != NULL;

    visit->answers++;
    visit->devices += device != visit->device ? 1 : 0;
    visit->device = device;
    if (site->refuse_from > 0 && visit->answers >= site->refuse_from) {
        ck_buf_adds(ret, site->refusal);
    } else if (site->empty_every > 0 && visit->answers % site->empty_every == 0) {
        return;
    } else if (!by_time) {
        answer_by_offset(visit, param(url, "&cursor="), ret);
    } else {
        bool stuck = site->stuck &&
                     (site->stuck_devices < 0 || visit->devices <= site->stuck_devices);

        answer_by_time(visit, stuck ? INT64_C(1000) * NOW : param(url, "&cursor="), ret);
    }
}

static inline void go_through(struct ck_lister *lister, struct visit *visit)
{
    char url[CK_LISTER_URL_SIZE];
    unsigned pause_ms;

    while (ck_lister_next(lister, url, &pause_ms)) {
        ck_autobuf struct ck_buf text = {.max = 1024 * 1024};
        struct ck_listing listing;

        assert_true(visit->answers < 1000);
        assert_true(visit->answers == 0 || (pause_ms >= 800 && pause_ms <= 72000));
        visit->slept_ms += pause_ms;
        answer(visit, url, &text);
        assert_true(ck_listing_read(ck_buf_text(&text), text.len, &listing, NULL));
        assert_true(ck_lister_take(lister, &listing, NULL, NULL));
        ck_listing_clear(&listing);
    }
}

#endif
