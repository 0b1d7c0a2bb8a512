#include "fetch/range.h"

#include "fetch/pace.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const unsigned tries_most = 5;
/* A person waits for each stall to be noticed. */
static const unsigned tries_stalled = 1;
static const int64_t progress_bytes = INT64_C(64) << 10;
static const int64_t first_delay_ms = 500;
static const int64_t most_delay_ms = INT64_C(10) * 1000;

/* A number of at most 18 digits, which always fits; moves the cursor behind it. */
static bool read_number(const char **at, int64_t *ret)
{
    size_t len = strspn(*at, "0123456789");

    if (len == 0 || len > 18) {
        return false;
    }
    *ret = strtoll(*at, NULL, 10);
    *at += len;
    return true;
}

static bool read_char(const char **at, char wanted)
{
    if (**at != wanted) {
        return false;
    }
    ++*at;
    return true;
}

bool ck_content_range_read(const char *text, struct ck_content_range *ret)
{
    *ret = (struct ck_content_range){-1, -1, -1};
    if (text == NULL || strncasecmp(text, "bytes ", 6) != 0) {
        return false;
    }
    text += 6;
    if (read_char(&text, '*')) {
        return read_char(&text, '/') && read_number(&text, &ret->total) && *text == '\0';
    }
    if (!read_number(&text, &ret->first) || !read_char(&text, '-') ||
        !read_number(&text, &ret->last) || !read_char(&text, '/') ||
        ret->last < ret->first) {
        return false;
    }
    if (read_char(&text, '*')) {
        return *text == '\0';
    }
    return read_number(&text, &ret->total) && *text == '\0' && ret->last < ret->total;
}

static bool strong_etag(const char *text)
{
    size_t len = strlen(text);

    if (len < 2 || len >= CK_VALIDATOR_MAX || text[0] != '"' || text[len - 1] != '"') {
        return false;
    }
    for (size_t i = 1; i < len - 1; i++) {
        if (text[i] < '!' || text[i] > '~' || text[i] == '"') {
            return false;
        }
    }
    return true;
}

/* "Mon, 02 Feb 2026 00:00:00 GMT", the one form that may be sent. */
static bool http_date(const char *text)
{
    return strlen(text) == 29 && strcmp(text + 25, " GMT") == 0 &&
           strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                        "0123456789:, ") == 29 &&
           curl_getdate(text, NULL) >= 0;
}

bool ck_validator_usable(const char *validator)
{
    return strong_etag(validator) || http_date(validator);
}

void ck_validator_choose(const char *etag, const char *last_modified, const char *date,
                         char ret[CK_VALIDATOR_MAX])
{
    const char *chosen = "";

    if (etag != NULL && strong_etag(etag)) {
        chosen = etag;
    } else if (last_modified != NULL && date != NULL && http_date(last_modified) &&
               http_date(date) &&
               curl_getdate(last_modified, NULL) < curl_getdate(date, NULL)) {
        chosen = last_modified;
    }
    (void)snprintf(ret, CK_VALIDATOR_MAX, "%s", chosen);
}

/* An answer that names another version than the one that is there. What it does not name
 * is no proof of anything. */
static bool other_version(const struct ck_piece *piece,
                          const struct ck_piece_answer *answer)
{
    const char *named = piece->validator[0] == '"' ? answer->etag : answer->last_modified;

    return named != NULL && strcmp(named, piece->validator) != 0;
}

/* The total is the one we know, as far as either side knows it. */
static bool total_fits(const struct ck_piece *piece, const struct ck_content_range *range)
{
    return piece->total < 0 || (range->last < piece->total &&
                                (range->total < 0 || range->total == piece->total));
}

static bool continues(const struct ck_piece *piece, const struct ck_piece_answer *answer)
{
    struct ck_content_range range;

    if (answer->encoded || other_version(piece, answer) ||
        !ck_content_range_read(answer->content_range, &range)) {
        return false;
    }
    return range.first == answer->asked_from && range.first == piece->have &&
           total_fits(piece, &range) &&
           (answer->content_length < 0 ||
            answer->content_length == range.last - range.first + 1);
}

static bool nothing_is_missing(const struct ck_piece *piece,
                               const struct ck_piece_answer *answer)
{
    struct ck_content_range range;

    return ck_content_range_read(answer->content_range, &range) && range.first < 0 &&
           piece->total == piece->have && range.total == piece->total &&
           !other_version(piece, answer);
}

enum ck_piece_verdict ck_piece_judge(const struct ck_piece *piece,
                                     const struct ck_piece_answer *answer)
{
    bool piece_asked = answer->asked_from > 0;

    if (answer->status == 200) {
        return answer->text ? CK_PIECE_REFUSED : CK_PIECE_BEGINS;
    }
    if (answer->status == 206 && piece_asked) {
        return continues(piece, answer) ? CK_PIECE_GOES_ON : CK_PIECE_USELESS;
    }
    if (answer->status == 416 && piece_asked) {
        return nothing_is_missing(piece, answer) ? CK_PIECE_WHOLE : CK_PIECE_USELESS;
    }
    return CK_PIECE_REFUSED;
}

bool ck_failure_passes(enum ck_code code, bool begun)
{
    return code == CK_ERR_NET || code == CK_ERR_TIMEOUT || (code == CK_ERR_DNS && begun);
}

bool ck_endurance_lasts(struct ck_endurance *endurance, int64_t have, bool stalled,
                        double chance, int64_t *ret_delay_ms)
{
    if (have - endurance->counted_from >= progress_bytes) {
        endurance->tries = 0;
        endurance->counted_from = have;
    }
    if (endurance->tries >= (stalled ? tries_stalled : tries_most)) {
        return false;
    }
    *ret_delay_ms =
        ck_pace_delay(first_delay_ms, endurance->tries, most_delay_ms, chance);
    endurance->tries++;
    return true;
}
