/* licence_words.h - the phrases that matter around a licence, in ten languages. Private
 * to licence*.c. */
#ifndef CK_TIKTOK_LICENCE_WORDS_H
#define CK_TIKTOK_LICENCE_WORDS_H

#include "tiktok/licence_text.h"

enum ck_says {
    CK_SAYS_NOTHING,
    CK_SAYS_INNER,   /* goes on with the phrase before */
    CK_SAYS_COMMONS, /* Creative Commons */
    CK_SAYS_BY,      /* the long names of a licence's parts */
    CK_SAYS_NC,
    CK_SAYS_ND,
    CK_SAYS_SA,
    CK_SAYS_ZERO,
    CK_SAYS_MARK,
    CK_SAYS_DOMAIN,   /* the public domain */
    CK_SAYS_RESERVED, /* all rights */
    CK_SAYS_PERMIT,   /* permission in own words */
    CK_SAYS_HARMLESS, /* looks like one of those below, but is none */
    CK_SAYS_NOT,      /* denies what follows in the clause */
    CK_SAYS_NOT_NEAR, /* denies what follows at once; has other uses */
    CK_SAYS_NOT_AFTER,
    CK_SAYS_ASK,
    CK_SAYS_ASK_AFTER,
    CK_SAYS_IF,
    CK_SAYS_IF_AFTER,
    CK_SAYS_IF_BOTH,
    CK_SAYS_BUT, /* a new thought begins */
    CK_SAYS_MUSIC,
    CK_SAYS_THING,    /* a part that may be somebody else's */
    CK_SAYS_PART,     /* a work that a post may show, but is not */
    CK_SAYS_OWN,      /* this very post */
    CK_SAYS_ALL_MINE, /* everything of this account */
    CK_SAYS_FROM,
    CK_SAYS_ME,
    CK_SAYS_SAID,   /* somebody says */
    CK_SAYS_LESSON, /* licences are what is talked about */
    CK_SAYS_ABOUT,
    CK_SAYS_AND,
    CK_SAYS_SEEK, /* things of others are used or wanted */
    CK_SAYS_SEEK_AFTER,
    CK_SAYS_NOT_MINE, /* the post is somebody else's */
    CK_SAYS_LICENCE,
    CK_SAYS_UNDER,
    CK_SAYS_CAPTIONS,
    CK_SAYS_COUNT
};

/* Finds the longest phrase that begins with each token. */
void ck_says_fill(struct ck_tokens *tokens);
/* What the one says that begins with token `i`; its count of tokens, at least 1. */
enum ck_says ck_says_at(const struct ck_tokens *tokens, size_t i, size_t *ret_count);

/* The table, for its test: the phrase of a row, NULL after the last. */
const char *ck_says_row(size_t row);

#endif
