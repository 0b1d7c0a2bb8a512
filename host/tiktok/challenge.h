/* challenge.h - the proof of work that TikTok asks of a client before it shows a page
 * (tiktok.md §5.1). Pure: no I/O. Every byte of it is hostile. */
#ifndef CK_TIKTOK_CHALLENGE_H
#define CK_TIKTOK_CHALLENGE_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/* What the page asks, as it stands in the page. */
struct ck_challenge {
    char cookie[65];        /* name of the cookie that takes the answer */
    char *question;         /* base64, its padding missing */
    char second_cookie[65]; /* "" when the page asks for none */
    char *second_value;
};

/* The cookies to send, once, for .tiktok.com with the same address and User-Agent. */
struct ck_answer {
    char cookie[65];
    char *value;
    char second_cookie[65]; /* "" when there is none */
    char *second_value;
};

/* How many numbers TikTok's own script tries: 0 to 1,000,000. Takes under a second. */
enum { CK_CHALLENGE_TRIES = 1000001 };

/* Finds the smallest number whose SHA-256 after the seed is the digest, trying at most
 * `tries`. Errors: wall-challenge (malformed, or no such number), no-memory. On failure
 * `ret` needs no clean-up. */
CK_NODISCARD bool ck_challenge_solve(const struct ck_challenge *challenge, uint32_t tries,
                                     struct ck_answer *ret, struct ck_error *err);
/* Zeroed ones are fine. */
void ck_challenge_clear(struct ck_challenge *challenge);
void ck_answer_clear(struct ck_answer *answer);

#endif
