/* licence_context.h - whether a licence that a text names is the post's own, by what
 * stands around it. Private to licence*.c. */
#ifndef CK_TIKTOK_LICENCE_CONTEXT_H
#define CK_TIKTOK_LICENCE_CONTEXT_H

#include "tiktok/licence_name.h"
#include "tiktok/licence_words.h"

/* A text with what each of its tokens says. */
struct ck_said_text {
    struct ck_tokens tokens;
    uint8_t *says;      /* enum ck_says of each token */
    bool *quoted;       /* stands between quotation marks */
    const char *author; /* the handle, "" unknown */
    bool not_mine;      /* it says that the post is somebody else's */
};

/* False: out of memory. `author` is borrowed. */
CK_NODISCARD bool ck_said_read(const char *text, const char *author,
                               struct ck_said_text *ret);
void ck_said_clear(struct ck_said_text *text);

enum ck_verdict {
    CK_VERDICT_OWN,     /* said of the post */
    CK_VERDICT_UNSURE,  /* perhaps of something else, or by somebody else */
    CK_VERDICT_DENIED,  /* "not CC BY" */
    CK_VERDICT_MUSIC,   /* said of the sound */
    CK_VERDICT_NOTHING, /* asked or imagined */
    CK_VERDICT_CAPTIONS /* "cc by" that is no licence, if there is no other talk of any */
};

/* Of what, and how, a text names a licence (licence_verdict.c). */
enum ck_verdict ck_said_verdict(const struct ck_said_text *text,
                                const struct ck_named *named);

/* The place of a name in its text, in tokens. */
struct ck_spot {
    const struct ck_said_text *text;
    const struct ck_named *named;
    size_t sentence, clause;         /* their first tokens */
    size_t clause_end, sentence_end; /* the ones after their last */
};

struct ck_spot ck_spot_of(const struct ck_said_text *text, const struct ck_named *named);

/* The sentence that token `first` is in: its first token; of the one that goes on with
 * token `end`, its last one. */
size_t ck_sentence_first(const struct ck_said_text *text, size_t first);
size_t ck_sentence_end(const struct ck_said_text *text, size_t end);

/* A set of what may be said: CK_SAID(CK_SAYS_NOT) | CK_SAID(CK_SAYS_IF). */
#define CK_SAID(says) ((uint64_t)1 << (says))
/* Whether any token from `first` to `end` says one of a set. */
bool ck_said_within(const struct ck_said_text *text, size_t first, size_t end,
                    uint64_t set);
/* Whether token `i` is one of these marks. */
bool ck_said_mark(const struct ck_said_text *text, size_t i, const char *marks);
/* Whether a sentence ends with token `i`. */
bool ck_said_stop(const struct ck_said_text *text, size_t i);
/* Whether another thought begins with token `i`: a comma, a bracket, "but". */
bool ck_said_turn(const struct ck_said_text *text, size_t i);

/* So many tokens back, but not before `least`; ahead, but not beyond `most`. */
size_t ck_tokens_back(size_t from, size_t steps, size_t least);
size_t ck_tokens_ahead(size_t from, size_t steps, size_t most);
/* The first token after the name that is neither the word "licence" nor a sign. */
size_t ck_past_name(const struct ck_spot *at);
/* A thought that begins with the post itself ends the talk of anything else. */
bool ck_said_return(const struct ck_said_text *text, size_t i);
/* Whether what token `i` speaks of is credited to somebody, which goes on over the
 * following lines: "Music: Ana", "photo by Ana". */
bool ck_said_credit(const struct ck_said_text *text, size_t i);

/* Whether the name is used by or of somebody or something else, as far as can be told
 * (licence_others.c). */
bool ck_said_of_others(const struct ck_spot *at);

#endif
