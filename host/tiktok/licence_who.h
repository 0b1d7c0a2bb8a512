/* licence_who.h - whose name stands in a text: the poster's or somebody else's. Private
 * to licence*.c. */
#ifndef CK_TIKTOK_LICENCE_WHO_H
#define CK_TIKTOK_LICENCE_WHO_H

#include "tiktok/licence_text.h"

enum { CK_POSTER_BYTES = 128 };

/* The names of who posts, as texts are folded. */
struct ck_poster {
    char handle[CK_POSTER_BYTES]; /* letters and digits alone, "" unknown */
    char name[CK_POSTER_BYTES];   /* words with a blank around each, "" unknown */
};

/* `handle` and `nickname` may be NULL. False: out of memory. */
CK_NODISCARD bool ck_poster_read(const char *handle, const char *nickname,
                                 struct ck_poster *ret);

/* How many tokens from `first` on are the poster's "@handle", full name or handle; 0 when
 * it is nobody or somebody else who is named there. A first name alone may be anybody's.
 */
size_t ck_poster_named(const struct ck_poster *poster, const struct ck_tokens *tokens,
                       size_t first);
/* How many tokens the "@handle" takes that stands at token `first`, 0: none. */
size_t ck_handle_span(const struct ck_tokens *tokens, size_t first);

#endif
