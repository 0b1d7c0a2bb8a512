/* licence_words.h - the phrases that matter around a licence, in ten languages. Private
 * to licence*.c.
 *
 * The tables are licence_names.inc (whatever the language) and one licence_XX.inc for
 * each language. A row is WORDS(WHAT, "phrase|phrase"): what the phrases say, and the
 * phrases as licence_text.c folds them; blanks within are as they please. "licen*" is any
 * word that begins so; a phrase with accents or capitals ("ESA") counts only when it is
 * written with them. Of two that stand at the same place the longer counts. Arabic words
 * are listed bare: the article and the joined particles may stand before them. */
#ifndef CK_TIKTOK_LICENCE_WORDS_H
#define CK_TIKTOK_LICENCE_WORDS_H

#include "tiktok/licence_text.h"

enum ck_says {
    CK_SAYS_NOTHING,
    CK_SAYS_INNER,   /* goes on with the phrase before */
    CK_SAYS_NAME,    /* belongs to a licence's name */
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

    CK_SAYS_PLAIN,    /* means nothing here: "the", "enjoy" */
    CK_SAYS_HARMLESS, /* looks like one of those below, but is none: "don't forget" */
    CK_SAYS_LICENCE,  /* "licence", "rights" */
    CK_SAYS_UNDER,    /* leads to a licence: "under", "released as" */
    CK_SAYS_IS,       /* says something of what stands before it: "is", "uses" */

    CK_SAYS_OWN,      /* this very post: "this video" */
    CK_SAYS_ALL_MINE, /* everything of this account */
    CK_SAYS_GIVE,     /* the author gives: "I release" */
    CK_SAYS_IT,       /* likely this post: "it's", "everything" */
    CK_SAYS_THIS,     /* makes a work this one: "this" */
    CK_SAYS_ME,       /* makes a work mine: "my" */
    CK_SAYS_MADE,     /* the author made it: "I recorded" */
    CK_SAYS_YOU,      /* who reads: "you" */
    CK_SAYS_WORK,     /* what a post can be: "lesson", "timelapse" */

    CK_SAYS_NOT,       /* denies what follows in the clause */
    CK_SAYS_NOT_NEAR,  /* denies what follows at once; has other uses */
    CK_SAYS_NOT_AFTER, /* denies what stands before */
    CK_SAYS_ASK,
    CK_SAYS_ASK_AFTER, /* asks of what stands before */
    CK_SAYS_AGREED,    /* asks for a nod, not for an answer: "…, ok?" */
    CK_SAYS_IF,        /* a condition, for the whole sentence */
    CK_SAYS_WHEN,      /* one if a goal follows: "when I reach 10k" */
    CK_SAYS_GOAL,
    CK_SAYS_MAYBE,       /* wished, planned or over */
    CK_SAYS_MAYBE_AFTER, /* the same of what stands before */
    CK_SAYS_WAS,
    CK_SAYS_NOW,      /* ends what was: "was CC BY, now …" */
    CK_SAYS_REST,     /* the rest is told apart from what was spoken of */
    CK_SAYS_SOME,     /* only a part of what is spoken of: "some of my videos" */
    CK_SAYS_NOT_THIS, /* denies it of this post: "this one isn't" */
    CK_SAYS_GRANT,    /* answers or bids the reader: "…: yes, it is", "take it" */
    CK_SAYS_BUT,      /* a new thought begins */
    CK_SAYS_AND,

    CK_SAYS_MUSIC,
    CK_SAYS_THING,  /* a part that may be somebody else's: "photo" */
    CK_SAYS_PART,   /* a work that a post may show, but is not: "font", "data" */
    CK_SAYS_LIKED,  /* makes a work of others mine: "my favourite song" */
    CK_SAYS_FROM,   /* names somebody: "by" */
    CK_SAYS_OF,     /* names somebody after "is": "the photo is de Ana" */
    CK_SAYS_SAID,   /* somebody says */
    CK_SAYS_THEY,   /* somebody else: "her videos" */
    CK_SAYS_LESSON, /* licences are what is talked about */
    CK_SAYS_ABOUT,
    CK_SAYS_SEEK, /* things of others are used or wanted */
    CK_SAYS_SEEK_AFTER,
    CK_SAYS_SITE,     /* where things of others come from: "Flickr" */
    CK_SAYS_ORG,      /* who is in the news: "museum" */
    CK_SAYS_PUBLISH,  /* what they do there: "releases" */
    CK_SAYS_NOT_MINE, /* the post is somebody else's */
    CK_SAYS_DUET,     /* the same as a tag, or with somebody: "duet" */
    CK_SAYS_CAPTIONS, /* what else "cc" means */
    CK_SAYS_CODE,     /* what else "#cc0" means: a colour */
    CK_SAYS_COUNT
};

/* A set of what may be said: CK_SAID(CK_SAYS_NOT) | CK_SAID(CK_SAYS_IF). */
#define CK_SAID(says) ((uint64_t)1 << ((says)-1))
_Static_assert(CK_SAYS_COUNT <= 65, "a set has room for 64");

/* Finds the longest phrase that begins with each token, in the languages of the text, and
 * notes the set of what it says: one phrase may say several things. */
void ck_says_fill(struct ck_tokens *tokens);
/* How many tokens the phrase takes that begins with token `i`, at least 1. */
size_t ck_says_span(const struct ck_tokens *tokens, size_t i);

/* The tables, for their test: copies phrase `n` as a text would have it; false after the
 * last. */
bool ck_says_phrase(size_t n, char ret[96]);
/* The same: whether there was room for every phrase. */
bool ck_says_all_fit(void);

#endif
