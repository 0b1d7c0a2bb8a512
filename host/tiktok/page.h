/* page.h - what a page, or an API answer, of TikTok contains (tiktok.md §2, §5). Pure: no
 * I/O. One pass over the bytes finds the state script, jansson reads it. Every byte is
 * hostile. */
#ifndef CK_TIKTOK_PAGE_H
#define CK_TIKTOK_PAGE_H

#include "base/error.h"
#include "tiktok/challenge.h"
#include "tiktok/oembed.h"
#include "tiktok/post.h"
#include "tiktok/profile.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum ck_page_kind {
    CK_PAGE_VIDEO,
    CK_PAGE_PHOTO,
    CK_PAGE_PROFILE,
    CK_PAGE_FEED,
    CK_PAGE_LIST,
    CK_PAGE_LIVE,
    CK_PAGE_CHALLENGE,
    CK_PAGE_CAPTCHA,
    CK_PAGE_SHELL,
    CK_PAGE_LOGIN,
    CK_PAGE_OEMBED,
    CK_PAGE_ERROR, /* TikTok states an error: see status */
    CK_PAGE_OTHER, /* readable, but nothing we know */
};

/* What the page of a collection, playlist, tag or sound says of it. */
struct ck_page_list {
    char id[CK_ID_SIZE]; /* "" unknown */
    char *title;         /* NULL unknown */
    int64_t total;       /* how many posts it has, -1 unknown */
};

struct ck_page {
    enum ck_page_kind kind;
    long status_code;     /* statusCode of the scope, 0 when fine or not stated */
    char *status_message; /* statusMsg, "" when not stated */
    enum ck_code meaning; /* what the status means to us: CK_OK, post-private, … */
    struct ck_post *posts;
    size_t post_count;
    struct ck_profile *profile; /* NULL when the page is not about an account */
    struct ck_oembed *oembed;   /* NULL when it is no oEmbed answer */
    struct ck_page_list list;
    char shown[CK_ID_SIZE]; /* of an account's embed: one of its posts, "" none */
    /* What a challenge page asks, see ck_challenge_solve(); `question` is NULL when the
     * page is none, or asks in a way nobody knows. */
    struct ck_challenge challenge;
    /* Where the page says it belongs, as ck_address_parse() reads it; `page` is "" when
     * it does not say. A page at a photo address, or the one that a short link leads to,
     * may hold nothing but this (tiktok.md §1.2, §2.1): canonical.page then has the post.
     */
    struct ck_address canonical;
};

/* Reads `len` bytes of a page (HTML) or of an API answer (JSON). A page without a post is
 * no error: its kind and meaning say why; no bytes at all is how an API refuses, a shell.
 * Errors: page-unreadable (neither HTML nor JSON we can parse, cut short within its
 * state), too-large (over 64 MiB, or over 250,000 values), no-memory. On failure `ret`
 * needs no clean-up. */
CK_NODISCARD bool ck_page_read(const char *bytes, size_t len, struct ck_page *ret,
                               struct ck_error *err);
void ck_page_clear(struct ck_page *page);

/* The post with this id, or NULL; borrowed from the page. */
const struct ck_post *ck_page_find(const struct ck_page *page, const char *id);
/* The error a person meets who wanted a post that ck_page_find() does not find in this
 * page; CK_OK never comes back. */
enum ck_code ck_page_refusal(const struct ck_page *page);
/* What it means to have been sent to this address instead of the one asked for:
 * login-needed, post-region (tiktok.md §5.3), CK_OK for any other. */
enum ck_code ck_place_meaning(const char *url);
/* "video", "photo", …: the word of `inspect --json`. */
const char *ck_page_kind_text(enum ck_page_kind kind);

#endif
