/* licence.h - what a post's own words say about its rights (peers.md §5). TikTok has no
 * licence setting, so the only places are the texts. Nothing is guessed: a version that
 * is not written is not filled in, and a licence that belongs to the music, to somebody
 * else's work or to a lesson about licences never licenses the post. Pure: no I/O.
 *
 * Grades: certain  the licence's own address, or its exact SPDX name with its version
 *         strong   the licence is named: "CC BY-SA 4.0", "#CCBY"
 *         weak     Creative Commons or the public domain is spoken of, but which licence,
 *                  or whether it is meant for this post, is not clear: ask
 *         words    the creator permits something in words of their own, without licence
 *         reserved the creator says that all rights are reserved
 *         none     nothing of that kind: all rights are reserved */
#ifndef CK_TIKTOK_LICENCE_H
#define CK_TIKTOK_LICENCE_H

#include "tiktok/post.h"

enum ck_grade {
    CK_GRADE_NONE,
    CK_GRADE_RESERVED,
    CK_GRADE_WORDS,
    CK_GRADE_WEAK,
    CK_GRADE_STRONG,
    CK_GRADE_CERTAIN
};

/* What a licence asks for and grants, as bits. */
enum {
    CK_LICENCE_BY = 1,        /* name the author */
    CK_LICENCE_NC = 2,        /* nothing commercial */
    CK_LICENCE_ND = 4,        /* no changed copies */
    CK_LICENCE_SA = 8,        /* changed copies under the same licence */
    CK_LICENCE_ZERO = 16,     /* CC0: the author gives up all rights */
    CK_LICENCE_MARK = 32,     /* known to be free of copyright */
    CK_LICENCE_RESERVED = 64, /* all rights reserved: while texts are read, no result */
};

struct ck_licence {
    unsigned parts;  /* of the bits above; 0: no licence */
    char version[4]; /* "4.0", "" when none is stated */
    char port[9];    /* "de", "scotland"; "" of the international licence */
};

enum { CK_LICENCE_ID_SIZE = 40 };

/* Its SPDX name, "CC-BY-SA-3.0-DE"; without a version where none is stated, "CC-BY".
 * "" of no licence. */
void ck_licence_id(const struct ck_licence *licence, char ret[CK_LICENCE_ID_SIZE]);
/* The other way round; false when this is no such name. */
bool ck_licence_of_id(const char *id, struct ck_licence *ret);
/* The address of its deed, from a table of our own: never a caption's text. Of a licence
 * without a version, Creative Commons' page about the family; "" when there is none. */
void ck_licence_deed(const struct ck_licence *licence, char ret[96]);

enum ck_answer_to { CK_MAY_NOT, CK_MAY, CK_MAY_IF };

/* What one may do with the post, for a person to read. `keep` is for oneself. Conditions
 * are told by the bits: BY credit, NC not commercially, SA under the same licence. */
struct ck_licence_meaning {
    enum ck_answer_to keep, share, change, sell;
};

/* A licence of no parts means that all rights are reserved. */
struct ck_licence_meaning ck_licence_means(const struct ck_licence *licence);

/* Where a text stands. What an account says of itself (from the nickname on) counts for
 * less than what stands at the post. */
enum ck_where {
    CK_WHERE_CAPTION,
    CK_WHERE_TITLE,
    CK_WHERE_HASHTAG,
    CK_WHERE_STICKER,
    CK_WHERE_NICKNAME,
    CK_WHERE_BIO
};

struct ck_rights_text {
    const char *text; /* borrowed; read to its first 16 KiB */
    enum ck_where where;
};

enum { CK_EVIDENCE_MAX = 8, CK_EVIDENCE_BYTES = 400 };

struct ck_evidence {
    char *text; /* the sentence as it stands there, cut to CK_EVIDENCE_BYTES */
    enum ck_where where;
};

struct ck_rights {
    struct ck_licence licence; /* set when strong or certain */
    enum ck_grade grade;
    struct ck_evidence evidence[CK_EVIDENCE_MAX]; /* the best first */
    size_t evidence_count;
    struct ck_licence music; /* stated for the sound alone; says nothing of the post */
};

/* Reads up to 64 texts, each in linear time. `author` is the handle of who posts, "" or
 * NULL when unknown: a licence "by @author" is the post's own, and so is one by the whole
 * name of a nickname that is among the texts. Errors: no-memory. */
CK_NODISCARD bool ck_rights_read(const struct ck_rights_text *texts, size_t count,
                                 const char *author, struct ck_rights *ret,
                                 struct ck_error *err);
/* Reads all texts of a post. What answers another post (a duet) is never more than weak,
 * for half of it is somebody else's. Errors: no-memory. */
CK_NODISCARD bool ck_rights_of_post(const struct ck_post *post, struct ck_rights *ret,
                                    struct ck_error *err);
/* Frees what it owns; a zeroed one is fine. */
void ck_rights_clear(struct ck_rights *rights);

/* "certain", "strong", "weak", "words", "reserved", "none". */
const char *ck_grade_text(enum ck_grade grade);
/* "caption", "title", "hashtag", "sticker", "nickname", "bio"; the other way round, false
 * when it is none of them. */
const char *ck_where_text(enum ck_where where);
bool ck_where_of_text(const char *text, enum ck_where *ret);
/* "allowed", "off", "unknown". */
const char *ck_saving_text(enum ck_saving saving);

/* {"licence": id or null, "grade", "evidence": [{"text", "where"}]}; NULL when out of
 * memory, or when the texts were no UTF-8. */
json_t *ck_rights_describe(const struct ck_rights *rights);

#endif
