/* pace.h - how long hosts are left alone when they say "too many requests" or "busy".
 * Pure: time and chance are given. Used inside fetch/ only. Numbers: tiktok.md §4. */
#ifndef CK_FETCH_PACE_H
#define CK_FETCH_PACE_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/* What one family of hosts (guard.h) asked of us. All zero: nothing. */
struct ck_pace {
    unsigned refusals; /* in a row */
    enum ck_code why;  /* of the last one: rate-limited or server-busy */
    int64_t closed_ms; /* when it came */
    int64_t open_ms;   /* no request goes out before */
};

/* How much one transfer has waited for its hosts so far. All zero: not at all. */
struct ck_patience {
    unsigned tries;
    int64_t waited_ms;
};

struct ck_pace_answer {
    long status;
    int64_t retry_after_s; /* -1: the server named no time */
    int64_t sent_ms;       /* when its request went out */
    int64_t now_ms;
    double chance; /* 0…1 */
};

/* rate-limited for 429, server-busy for 408, 425 and 500 up, else CK_OK. */
enum ck_code ck_pace_refusal(long status);

/* Takes note of an answer. A refusal closes the family: for as long as the server says (1
 * s…10 min), else 20 s for rate-limited and 2 s for server-busy, doubled each time, up to
 * 10 min. Answers to requests that went out before the last refusal belong to that one: a
 * burst of them counts once. An answer below 400 makes all well. */
void ck_pace_note(struct ck_pace *pace, const struct ck_pace_answer *answer);

/* True when a refused transfer shall wait and ask again; counts it. It is 3 times, and
 * at most 3 minutes, in all. */
bool ck_patience_lasts(struct ck_patience *patience, const struct ck_pace *pace,
                       int64_t now_ms);

/* `first_ms`, doubled `step` times but not beyond `most_ms`, give or take a fifth, so
 * that many who wait do not come back at once. */
int64_t ck_pace_delay(int64_t first_ms, unsigned step, int64_t most_ms, double chance);

#endif
