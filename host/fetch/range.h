/* range.h - what the answer to "the rest, please" is good for: Content-Range, validators
 * and the one table that decides. Pure. Used inside fetch/ only. Rules: RFC 9110 §8.8,
 * §13.1.5, §14.4; download-engine.md §3. */
#ifndef CK_FETCH_RANGE_H
#define CK_FETCH_RANGE_H

#include "fetch/client.h"

#include <stdbool.h>
#include <stdint.h>

/* Content-Range. -1: not stated. */
struct ck_content_range {
    int64_t first, last;
    int64_t total;
};

/* Reads "bytes 5-9/10", where a star may stand for "5-9" or for "10". NULL and anything
 * else is false. */
bool ck_content_range_read(const char *text, struct ck_content_range *ret);

/* The validator by which a later request may go on: a strong ETag, else Last-Modified
 * when it is a second or more older than Date. Any may be NULL. "" for none. */
void ck_validator_choose(const char *etag, const char *last_modified, const char *date,
                         char ret[CK_VALIDATOR_MAX]);
/* True for a strong ETag or a date, so that it may stand in If-Range. */
bool ck_validator_usable(const char *validator);

/* The piece of a file that is there, from its start. */
struct ck_piece {
    int64_t have;
    int64_t total;                    /* -1 unknown */
    char validator[CK_VALIDATOR_MAX]; /* "" none */
};

/* An answer, as far as it matters here. */
struct ck_piece_answer {
    long status;
    int64_t asked_from;                               /* Range of the request, 0: none */
    int64_t content_length;                           /* -1 unknown */
    const char *content_range, *etag, *last_modified; /* header lines, NULL: none */
    bool encoded; /* Content-Encoding other than identity */
    bool text;    /* a page or JSON, which a file is not */
};

enum ck_piece_verdict {
    CK_PIECE_GOES_ON, /* its body follows what is there */
    CK_PIECE_BEGINS,  /* its body is the whole file: what is there is void */
    CK_PIECE_USELESS, /* to be dropped: the whole file must be asked for */
    CK_PIECE_WHOLE,   /* nothing is missing; its body is to be dropped */
    CK_PIECE_REFUSED, /* its status says why there is nothing */
};

/* The table. */
enum ck_piece_verdict ck_piece_judge(const struct ck_piece *piece,
                                     const struct ck_piece_answer *answer);

/* True when what failed so may do better in a moment: `network`, `network-timeout`, and
 * `network-name` too for a file of which something came, since its host had a name then.
 */
bool ck_failure_passes(enum ck_code code, bool begun);

/* How often a body was gone on with. All zero at its start. */
struct ck_endurance {
    unsigned tries;       /* since it last got further than ever before */
    int64_t counted_from; /* bytes that were there then */
};

/* A body broke off with `have` bytes there, `stalled` when it took the server long to say
 * no more. True when it shall be gone on with after `ret_delay_ms`: at most 5 times, once
 * where it stalls, without 64 KiB more than ever before; 0.5 s, doubling up to 10 s while
 * nothing comes. `chance`: 0…1. */
bool ck_endurance_lasts(struct ck_endurance *endurance, int64_t have, bool stalled,
                        double chance, int64_t *ret_delay_ms);

#endif
