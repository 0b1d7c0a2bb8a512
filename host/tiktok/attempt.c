#include "tiktok/attempt.h"

#include <stdio.h>

/* A person does not turn pages faster; the answer to a challenge is sent at once, as the
 * page's own script does, whose cookie lives one second. */
enum { PAUSE_MS = 1500, ANSWERS_MAX = 2 };

/* TikTok refuses some versions of some browsers for weeks (tiktok.md §5.4). These send no
 * further headers that would have to agree with their name. */
static const char phone[] =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
static const char *const agents[] = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:129.0) Gecko/20100101 Firefox/129.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Safari/605.1.15",
};

void ck_attempts_begin(struct ck_attempts *attempts, bool watermark)
{
    *attempts =
        (struct ck_attempts){.watermark = watermark, .last = {.kind = CK_ATTEMPT_PAGE}};
}

/* Whether another way of asking may bring another answer. A busy server (5xx) must not
 * be asked at once; "maintenance", which comes with 200, is a User-Agent refused. */
static bool may_pass(const struct ck_outcome *outcome)
{
    static const enum ck_code passing[] = {
        CK_ERR_CHALLENGE, CK_ERR_SHELL,         CK_ERR_PAGE,      CK_ERR_ITEM,
        CK_ERR_HTTP,      CK_ERR_ITEM_MISMATCH, CK_ERR_FORBIDDEN, CK_ERR_NO_STREAM,
    };

    if (outcome->code == CK_ERR_SERVER) {
        return outcome->http < 500;
    }
    for (size_t i = 0; i < sizeof(passing) / sizeof(passing[0]); i++) {
        if (outcome->code == passing[i]) {
            return true;
        }
    }
    return false;
}

static struct ck_attempt stop(enum ck_code code)
{
    return (struct ck_attempt){.kind = CK_ATTEMPT_STOP,
                               .code = code != CK_OK ? code : CK_ERR_PAGE};
}

static struct ck_attempt attempt(enum ck_attempt_kind kind, const char *user_agent)
{
    return (struct ck_attempt){
        .kind = kind,
        .pause_ms = PAUSE_MS,
        .user_agent = user_agent,
        .fresh = true,
        /* A cold client that says it is a browser gets an empty page (tiktok.md §5.4). */
        .warm = kind == CK_ATTEMPT_WARM || kind == CK_ATTEMPT_AGENT,
    };
}

/* The way after `kind`. */
static struct ck_attempt climb(struct ck_attempts *attempts, enum ck_attempt_kind kind,
                               bool agent_refused)
{
    if (kind < CK_ATTEMPT_WARM && !agent_refused) {
        return attempt(CK_ATTEMPT_WARM, NULL);
    }
    if (kind < CK_ATTEMPT_PHONE) {
        return attempt(CK_ATTEMPT_PHONE, phone);
    }
    if (kind <= CK_ATTEMPT_AGENT &&
        attempts->agent < sizeof(agents) / sizeof(agents[0])) {
        return attempt(CK_ATTEMPT_AGENT, agents[attempts->agent++]);
    }
    if (kind < CK_ATTEMPT_EMBED && attempts->watermark) {
        return attempt(CK_ATTEMPT_EMBED, phone);
    }
    return stop(attempts->first);
}

void ck_attempts_begin_embed(struct ck_attempts *attempts)
{
    *attempts = (struct ck_attempts){.last = attempt(CK_ATTEMPT_EMBED, phone)};
}

/* The same way once more, with the answer. */
static struct ck_attempt answer(const struct ck_attempt *last)
{
    struct ck_attempt next = *last;

    next.kind = CK_ATTEMPT_ANSWER;
    next.pause_ms = 0;
    next.fresh = false;
    next.warm = false;
    return next;
}

struct ck_attempt ck_attempts_next(struct ck_attempts *attempts,
                                   const struct ck_outcome *outcome)
{
    if (attempts->last.kind == CK_ATTEMPT_STOP) {
        return attempts->last;
    }
    if (!may_pass(outcome)) {
        attempts->last = stop(outcome->code);
        return attempts->last;
    }
    if (attempts->first == CK_OK) {
        attempts->first = outcome->code;
    }
    if (outcome->code == CK_ERR_CHALLENGE && outcome->solved &&
        attempts->answers < ANSWERS_MAX) {
        attempts->answers++;
        return answer(&attempts->last);
    }
    attempts->answers = 0;
    attempts->last = climb(attempts, attempts->last.kind, outcome->code == CK_ERR_SERVER);
    return attempts->last;
}

bool ck_attempt_address(const struct ck_attempt *attempt,
                        const struct ck_address *address, char ret[1024])
{
    int len;

    if (attempt->kind == CK_ATTEMPT_EMBED &&
        (address->kind != CK_ADDRESS_POST || !ck_id_valid(address->id))) {
        return false;
    }
    len = attempt->kind == CK_ATTEMPT_EMBED
              ? snprintf(ret, 1024, "https://www.tiktok.com/embed/v2/%s", address->id)
              : snprintf(ret, 1024, "%s", address->page);
    return len > 0 && len < 1024;
}
