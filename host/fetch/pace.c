#include "fetch/pace.h"

static const int64_t rate_first_ms = INT64_C(20) * 1000;
static const int64_t busy_first_ms = INT64_C(2) * 1000;
static const int64_t stated_least_ms = 1000;
static const int64_t most_ms = INT64_C(10) * 60 * 1000;

static const unsigned patience_tries = 3;
static const int64_t patience_ms = INT64_C(3) * 60 * 1000;

enum ck_code ck_pace_refusal(long status)
{
    if (status == 429) {
        return CK_ERR_RATE;
    }
    return status == 408 || status == 425 || status >= 500 ? CK_ERR_SERVER : CK_OK;
}

int64_t ck_pace_delay(int64_t first_ms, unsigned step, int64_t limit_ms, double chance)
{
    int64_t delay = first_ms;

    while (step-- > 0 && delay < limit_ms) {
        delay *= 2;
    }
    if (delay > limit_ms) {
        delay = limit_ms;
    }
    return delay + (int64_t)((chance - 0.5) * 0.4 * (double)delay);
}

static int64_t clamp(int64_t value, int64_t least, int64_t most)
{
    if (value < least) {
        return least;
    }
    return value > most ? most : value;
}

/* What the server says is the least: chance only adds to it. */
static int64_t stated_delay(const struct ck_pace_answer *answer)
{
    int64_t delay =
        clamp(answer->retry_after_s, stated_least_ms / 1000, most_ms / 1000) * 1000;

    return clamp(delay + (int64_t)(answer->chance * 0.2 * (double)delay), 0, most_ms);
}

static int64_t delay_of(const struct ck_pace *pace, const struct ck_pace_answer *answer)
{
    if (answer->retry_after_s >= 0) {
        return stated_delay(answer);
    }
    return clamp(ck_pace_delay(pace->why == CK_ERR_RATE ? rate_first_ms : busy_first_ms,
                               pace->refusals, most_ms, answer->chance),
                 0, most_ms);
}

static void refuse(struct ck_pace *pace, const struct ck_pace_answer *answer,
                   enum ck_code why)
{
    int64_t open_ms;

    if (pace->refusals > 0 && answer->sent_ms <= pace->closed_ms) {
        /* Nothing new, unless this one names a later time. */
        open_ms = answer->retry_after_s < 0 ? 0 : answer->now_ms + stated_delay(answer);
        pace->open_ms = open_ms > pace->open_ms ? open_ms : pace->open_ms;
        return;
    }
    if (pace->why != why) {
        pace->refusals = 0;
        pace->why = why;
    }
    pace->open_ms = answer->now_ms + delay_of(pace, answer);
    pace->closed_ms = answer->now_ms;
    pace->refusals++;
}

void ck_pace_note(struct ck_pace *pace, const struct ck_pace_answer *answer)
{
    enum ck_code why = ck_pace_refusal(answer->status);

    if (why != CK_OK) {
        refuse(pace, answer, why);
    } else if (answer->status < 400 && answer->sent_ms > pace->closed_ms) {
        *pace = (struct ck_pace){0};
    }
}

bool ck_patience_lasts(struct ck_patience *patience, const struct ck_pace *pace,
                       int64_t now_ms)
{
    int64_t wait_ms = pace->open_ms > now_ms ? pace->open_ms - now_ms : 0;

    if (patience->tries >= patience_tries ||
        patience->waited_ms + wait_ms > patience_ms) {
        return false;
    }
    patience->tries++;
    patience->waited_ms += wait_ms;
    return true;
}
