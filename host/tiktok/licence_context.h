/* licence_context.h - a text as thoughts: what stands around a licence's name, and
 * whether that makes it the post's own. Private to licence*.c.
 *
 *   sentence   to the end of the line, or to a mark that ends one
 *   clause     to a comma, a bracket, "but"
 *   stretch    to an emoji or a hashtag
 *   segment    to any of these: what a person sets apart
 *
 * A name is told only when two things hold: nothing in reach takes it away
 * (licence_verdict.c, licence_several.c, licence_music.c, licence_credits.c,
 * licence_others.c, licence_shown.c), and it is
 * stated of the post: it stands alone,
 * or beside a description, or in a sentence that is about the post (licence_own.c). */
#ifndef CK_TIKTOK_LICENCE_CONTEXT_H
#define CK_TIKTOK_LICENCE_CONTEXT_H

#include "tiktok/licence_name.h"
#include "tiktok/licence_who.h"
#include "tiktok/licence_words.h"

/* A text with what each of its tokens says. */
struct ck_said_text {
    struct ck_tokens tokens;
    uint64_t *says; /* CK_SAID() of each token, within a phrase CK_SAYS_INNER */
    bool *quoted;   /* stands between quotation marks */
    bool not_mine;  /* it says that the post is somebody else's */
    bool lecture;   /* it says that it is about licences */
};

/* False: out of memory. `text` is borrowed. */
CK_NODISCARD bool ck_said_read(const char *text, const struct ck_poster *poster,
                               struct ck_said_text *ret);
void ck_said_clear(struct ck_said_text *text);

/* Notes that these tokens are a name, in which no word says anything else. */
void ck_said_name(struct ck_said_text *text, const struct ck_named *named);

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

/* The place of a name in its text, in tokens. Each stretch begins with its first token
 * and ends before the one of `_end`. */
struct ck_spot {
    const struct ck_said_text *text;
    const struct ck_named *named;
    size_t sentence, clause, segment;
    size_t stretch; /* like the segment, but over commas */
    size_t segment_end, clause_end, sentence_end;
    size_t lead; /* in the segment, past a colon: "Reminder: the clip is CC BY" */
    size_t past; /* the first token after the name that is neither "licence" nor a sign */
};

struct ck_spot ck_spot_of(const struct ck_said_text *text, const struct ck_named *named);

/* The sentence that token `first` is in: its first token; of the one that goes on with
 * token `end`, its last one. */
size_t ck_sentence_first(const struct ck_said_text *text, size_t first);
size_t ck_sentence_end(const struct ck_said_text *text, size_t end);

/* Whether any token from `first` to `end` says one of a set. */
bool ck_said_within(const struct ck_said_text *text, size_t first, size_t end,
                    uint64_t set);
/* Whether token `i` says one of a set. */
bool ck_said_at(const struct ck_said_text *text, size_t i, uint64_t set);
/* Whether token `i` is one of these marks. */
bool ck_said_mark(const struct ck_said_text *text, size_t i, const char *marks);
/* Whether a sentence ends with token `i`. */
bool ck_said_stop(const struct ck_said_text *text, size_t i);
/* Whether another thought begins with token `i`: a comma, a bracket, "but". */
bool ck_said_turn(const struct ck_said_text *text, size_t i);
/* Whether a thought ends with token `i` in any of these ways, or with one below. */
bool ck_said_breaks(const struct ck_said_text *text, size_t i);
/* Whether token `i` sets two things apart within a clause: an emoji, "|", a hashtag. */
bool ck_said_wall(const struct ck_said_text *text, size_t i);
/* Whether token `i` is a hashtag's word. */
bool ck_said_tag(const struct ck_said_text *text, size_t i);
/* How many words say nothing that is known; three letters of a script without spaces
 * count as one, figures as none. */
size_t ck_said_unknown(const struct ck_said_text *text, size_t first, size_t end);
/* Whether token `i` begins with a figure. */
bool ck_said_digit(const struct ck_said_text *text, size_t i);
/* Whether token `i` is a year. */
bool ck_said_year(const struct ck_said_text *text, size_t i);
/* Whether token `i` begins with a capital letter. */
bool ck_said_capital(const struct ck_said_text *text, size_t i);

/* So many tokens back, but not before `least`; ahead, but not beyond `most`. */
size_t ck_tokens_back(size_t from, size_t steps, size_t least);
size_t ck_tokens_ahead(size_t from, size_t steps, size_t most);
/* A thought that begins with the post itself ends the talk of anything else. */
bool ck_said_return(const struct ck_said_text *text, size_t i);
/* Whether a work is spoken of together with token `i`: "video and sound". */
bool ck_said_beside_work(const struct ck_said_text *text, size_t i);
/* Whether what token `i` speaks of is credited to somebody, which goes on over the
 * following lines: "Music: Ana", "photo by Ana". */
bool ck_said_credit(const struct ck_said_text *text, size_t i);

/* Whether another licence stands beside the name, as in a choice: "CC BY, CC BY-SA or
 * nothing at all" (licence_several.c). */
bool ck_said_among_others(const struct ck_spot *at);
/* Whether the name is said of the sound, and that is not the author's own
 * (licence_music.c). */
bool ck_said_of_music(const struct ck_spot *at);
/* Whether the name is used by or of somebody or something else, as far as can be told
 * (licence_others.c). */
bool ck_said_of_others(const struct ck_spot *at);
/* Whether the name is said of a part that the post only shows: "the font is CC BY"
 * (licence_shown.c). */
bool ck_said_of_part(const struct ck_spot *at);
/* Whether somebody else is credited around the name, as far as can be told
 * (licence_credits.c). */
bool ck_said_credited(const struct ck_spot *at);
/* Whether token `i` is the "@" of somebody who is not who posts. */
bool ck_said_stranger(const struct ck_said_text *text, size_t i);
/* Whether the clause speaks of the post before the name. */
bool ck_said_of_own(const struct ck_spot *at);
/* Whether the name is stated of the post (licence_own.c). */
bool ck_said_own(const struct ck_spot *at);

#endif
