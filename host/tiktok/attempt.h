/* attempt.h - what to try next when TikTok shows something else than the post (tiktok.md
 * §5.6, §5.7). Pure: no I/O; whoever has the network does what it is told and comes back
 * with the outcome. A person is asked for sooner than TikTok is asked often: the first
 * captcha ends it, and so does everything that another way of asking cannot change. */
#ifndef CK_TIKTOK_ATTEMPT_H
#define CK_TIKTOK_ATTEMPT_H

#include "tiktok/page.h"

#include <stdbool.h>
#include <stddef.h>

enum ck_attempt_kind {
    CK_ATTEMPT_PAGE,   /* the post's page with the caller's own User-Agent and cookies */
    CK_ATTEMPT_ANSWER, /* the same again, with the cookies of ck_challenge_solve(), once
                        */
    CK_ATTEMPT_WARM,   /* with no cookies but those that the start page has given */
    CK_ATTEMPT_PHONE,  /* as a phone */
    CK_ATTEMPT_AGENT,  /* as another browser */
    CK_ATTEMPT_EMBED,  /* the embed, whose video has TikTok's watermark */
    CK_ATTEMPT_STOP,   /* tell the person */
};

struct ck_attempt {
    enum ck_attempt_kind kind;
    unsigned pause_ms;      /* wait so long before it */
    const char *user_agent; /* NULL: the caller's own. Lives for ever */
    bool fresh;             /* forget all cookies first */
    bool warm;              /* ask for the start page first, for its cookies */
    enum ck_code code;      /* STOP: what to tell; its sentence and step are for people */
};

/* How an attempt ended without the post. */
struct ck_outcome {
    enum ck_code code; /* ck_page_refusal(), or why there was no page */
    long http;         /* HTTP status, 0: none */
    bool solved;       /* the page was a challenge, and its answer is known */
};

/* How far the asking for one post has come. */
struct ck_attempts {
    bool watermark;         /* the person takes a video with watermark rather than none */
    struct ck_attempt last; /* what is being tried */
    unsigned answers;       /* so many of one way's challenges were answered */
    size_t agent;           /* the next other browser */
    enum ck_code first;     /* the first refusal that may be passing */
};

/* The first thing to try: the page, at once. */
void ck_attempts_begin(struct ck_attempts *attempts, bool watermark);
/* The embed, and nothing after it. */
void ck_attempts_begin_embed(struct ck_attempts *attempts);
/* The next thing to try after the last one ended so. After a STOP there is nothing. */
struct ck_attempt ck_attempts_next(struct ck_attempts *attempts,
                                   const struct ck_outcome *outcome);
/* The address to ask for: the page or, of a post, its embed. False when it does not fit,
 * or the embed of something else is asked for. */
bool ck_attempt_address(const struct ck_attempt *attempt,
                        const struct ck_address *address, char ret[1024]);

/* The page that gives a fresh client its cookies. */
#define CK_START_PAGE "https://www.tiktok.com/"

#endif
