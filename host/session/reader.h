/* reader.h - one page of TikTok being asked for, in every way of tiktok/attempt.h until
 * it is there or a person is needed. Used inside session/ only. */
#ifndef CK_SESSION_READER_H
#define CK_SESSION_READER_H

#include "base/buf.h"
#include "fetch/client.h"
#include "tiktok/address.h"
#include "tiktok/attempt.h"
#include "tiktok/page.h"

struct ck_reader {
    struct ck_client *client;
    struct ck_address address; /* a short one becomes the post's once it was followed */
    char *user_agent;          /* the caller's own; NULL: default */
    char *answer;              /* to a challenge, for the attempt under way */
    struct ck_attempts attempts;
    struct ck_attempt attempt; /* under way */
    int64_t due_ms;            /* when it begins, once `waiting` */

    struct ck_transfer *transfer;
    struct ck_buf body;
    struct ck_page page;
    struct ck_error first;       /* why the first attempt brought nothing */
    struct ck_error err;         /* why the last one did; once ended, why all did */
    struct ck_response response; /* the last answer */
    struct ck_cookies cookies;   /* those sent, then those the answers set */

    bool any; /* any page will do, not only that of the post */
    bool waiting;
    bool warming; /* the start page is on its way, for its cookies alone */
    bool arrived; /* an answer is there to be looked at */
    bool read;    /* `page` is filled */
    bool ended;
};

/* All borrowed until the call returns. */
struct ck_question {
    const struct ck_address *address;
    const char *user_agent;           /* NULL: default */
    const struct ck_cookies *cookies; /* NULL: none */
    bool any;       /* a profile, a list or the like will do as well as a post */
    bool watermark; /* at last, take the embed, whose video has TikTok's watermark */
    bool embed;     /* ask for nothing but that */
};

/* Starts asking. Errors: url-refused, no-memory. */
CK_NODISCARD bool ck_reader_start(struct ck_client *client,
                                  const struct ck_question *question,
                                  struct ck_reader **ret, struct ck_error *err);
/* To be called in every turn: looks at what has arrived and begins what is due. */
void ck_reader_advance(struct ck_reader *reader);
/* Fresh cookies replace those sent: media links are bound to them. */
void ck_reader_take_cookies(struct ck_cookies *into, const struct ck_cookies *fresh);
/* The cookies that answer a page's challenge, as ck_request.answer; NULL when it cannot
 * be answered. Free with ck_free(). */
char *ck_reader_answer(const struct ck_challenge *challenge);
/* The User-Agent the page was read with; NULL: default. Media links are bound to it. */
const char *ck_reader_agent(const struct ck_reader *reader);
/* The post that was asked for, moved out of the page of an ended reader. Errors: why no
 * attempt brought it. */
CK_NODISCARD bool ck_reader_take(struct ck_reader *reader, struct ck_post *ret,
                                 struct ck_error *err);
/* Stops it if it runs. NULL is allowed. */
void ck_reader_free(struct ck_reader *reader);

#endif
