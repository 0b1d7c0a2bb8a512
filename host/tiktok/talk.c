#include "tiktok/talk.h"

#include "base/mem.h"
#include "tiktok/json.h"

#include <inttypes.h>
#include <stdio.h>

enum {
    PAUSE_MIN_MS = 800, /* as a person scrolls */
    PAUSE_MAX_MS = 2500,
    REFUSED_PAUSE_MS = 4000, /* doubled each time */
    REFUSALS_MAX = 3,
    COUNT = 20,
};

void ck_talk_begin(struct ck_talk *talk, const char *post, size_t limit, uint64_t seed)
{
    *talk = (struct ck_talk){.limit = limit, .random = seed, .total = -1};
    (void)snprintf(talk->post, sizeof(talk->post), "%s", post);
    talk->ended = limit == 0 || !ck_id_valid(post);
}

/* The least of queries: a further parameter, and the answer has no bytes. */
bool ck_talk_next(const struct ck_talk *talk, char ret_url[CK_TALK_URL_SIZE],
                  unsigned *ret_pause_ms)
{
    static const char api[] = "https://www.tiktok.com/api/comment/list/";

    if (talk->ended) {
        return false;
    }
    *ret_pause_ms = talk->pause_ms;
    if (talk->replying) {
        (void)snprintf(ret_url, CK_TALK_URL_SIZE,
                       "%sreply/?aid=1988&comment_id=%s&item_id=%s&count=%d&cursor="
                       "%" PRId64,
                       api, talk->items[talk->of].id, talk->post, COUNT, talk->cursor);
    } else {
        (void)snprintf(ret_url, CK_TALK_URL_SIZE,
                       "%s?aid=1988&aweme_id=%s&count=%d&cursor=%" PRId64, api,
                       talk->post, COUNT, talk->cursor);
    }
    return true;
}

static void pause(struct ck_talk *talk, unsigned from_ms, unsigned to_ms)
{
    talk->random = talk->random * 6364136223846793005u + 1442695040888963407u;
    talk->pause_ms = from_ms + (unsigned)((talk->random >> 33) % (to_ms - from_ms + 1));
}

static bool may_pass(enum ck_code code)
{
    return code == CK_ERR_SHELL || code == CK_ERR_PAGE || code == CK_ERR_HTTP ||
           code == CK_ERR_NET || code == CK_ERR_DNS || code == CK_ERR_TIMEOUT ||
           code == CK_ERR_SERVER;
}

void ck_talk_failed(struct ck_talk *talk, enum ck_code code)
{
    unsigned pause_ms = (unsigned)REFUSED_PAUSE_MS << talk->refusals;

    talk->refusals++;
    if (!may_pass(code) || talk->refusals > REFUSALS_MAX) {
        talk->ended = true;
        talk->code = code;
        return;
    }
    pause(talk, pause_ms, pause_ms + pause_ms / 2);
}

/* On to the replies of the next comment that has some, or to the end. */
static void next_comment(struct ck_talk *talk)
{
    talk->of = talk->replying ? talk->of + 1 : 0;
    talk->tops = talk->replying ? talk->tops : talk->count;
    talk->replying = true;
    talk->cursor = 0;
    while (talk->of < talk->tops && talk->items[talk->of].replies <= 0) {
        talk->of++;
    }
    talk->ended = talk->of >= talk->tops;
    talk->whole = talk->ended;
}

/* Takes a comment over, unless it is known; `ret_fresh` counts. */
static bool take_one(struct ck_talk *talk, struct ck_comment *comment, size_t *ret_fresh)
{
    struct ck_comment *grown;
    bool fresh;

    if (!ck_seen_add(&talk->seen, comment->id, &fresh)) {
        return false;
    }
    if (!fresh) {
        return true;
    }
    grown = ck_json_grow(talk->items, talk->count, sizeof(*grown));
    if (grown == NULL) {
        return false;
    }
    talk->items = grown;
    ck_comment_take(comment, &grown[talk->count++]);
    if (talk->replying && grown[talk->count - 1].parent[0] == '\0') {
        (void)snprintf(grown[talk->count - 1].parent, CK_ID_SIZE, "%s",
                       grown[talk->of].id);
    }
    (*ret_fresh)++;
    return true;
}

bool ck_talk_take(struct ck_talk *talk, struct ck_comments *answer, struct ck_error *err)
{
    size_t fresh = 0;

    if (answer->refused != CK_OK) {
        ck_talk_failed(talk, answer->refused);
        return true;
    }
    talk->refusals = 0;
    pause(talk, PAUSE_MIN_MS, PAUSE_MAX_MS);
    if (!talk->replying && answer->total >= 0) {
        talk->total = answer->total;
    }
    for (size_t i = 0; i < answer->count && talk->count < talk->limit; i++) {
        if (!take_one(talk, &answer->items[i], &fresh)) {
            return ck_fail(err, CK_ERR_NOMEM, NULL);
        }
    }
    if (talk->count >= talk->limit) {
        talk->ended = true;
        talk->whole = talk->total >= 0 && talk->count >= (uint64_t)talk->total;
    } else if (answer->more == 1 && fresh > 0) {
        talk->cursor = answer->cursor > talk->cursor
                           ? answer->cursor
                           : talk->cursor + (int64_t)answer->count;
    } else {
        next_comment(talk);
    }
    return true;
}

json_t *ck_talk_json(const struct ck_talk *talk)
{
    json_t *comments = json_array();

    for (size_t i = 0; i < talk->count; i++) {
        if (json_array_append_new(comments, ck_comment_json(&talk->items[i])) != 0) {
            json_decref(comments);
            return NULL;
        }
    }
    return json_pack("{s:s, s:o, s:b, s:o}", "post", talk->post, "total",
                     talk->total < 0 ? json_null()
                                     : json_integer((json_int_t)talk->total),
                     "complete", (int)talk->whole, "comments", comments);
}

void ck_talk_clear(struct ck_talk *talk)
{
    for (size_t i = 0; i < talk->count; i++) {
        ck_comment_clear(&talk->items[i]);
    }
    ck_free(talk->items);
    ck_seen_clear(&talk->seen);
    *talk = (struct ck_talk){.ended = true};
}
