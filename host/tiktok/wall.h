/* wall.h - what TikTok says instead of a post: its status numbers (tiktok.md §2.2), and
 * the signs by which a page without data is told apart (§5). Private to this room. */
#ifndef CK_TIKTOK_WALL_H
#define CK_TIKTOK_WALL_H

#include "tiktok/html.h"
#include "tiktok/page.h"

/* What a status means to us; CK_OK for 0 without a message. Unknown numbers mean
 * post-unavailable. `message` may hold several words joined. */
enum ck_code ck_status_meaning(long status, const char *message);

/* What the tags of a page have shown so far; begin with a zeroed one. */
struct ck_signs {
    bool challenge_data, challenge_words;
    bool captcha, login, region, maintenance, scaffold;
    struct ck_span wci, cs, rci, rs; /* the classes of these elements, see challenge.h */
    struct ck_span place;            /* where the page first says it belongs */
};

/* Looks at one more tag, or at text between tags. */
void ck_signs_look(struct ck_signs *signs, const struct ck_tag *tag);
void ck_signs_look_text(struct ck_signs *signs, struct ck_span text);
/* What page it is; CK_PAGE_OTHER when no sign was seen. `ret_meaning` is set for kinds
 * that say nothing by themselves. */
enum ck_page_kind ck_signs_kind(const struct ck_signs *signs, enum ck_code *ret_meaning);

/* Takes the challenge out of what a page has shown. The names must be names of cookies
 * and the values such as a cookie may have, else nobody knows what it asks. Errors:
 * wall-challenge, no-memory. On failure `ret` needs no clean-up. */
CK_NODISCARD bool ck_challenge_read(const struct ck_signs *signs,
                                    struct ck_challenge *ret, struct ck_error *err);

#endif
