/* json.h - reading TikTok's JSON, of which every byte is hostile, with the type traps of
 * tiktok.md §3.1 taken care of. Private to this room. Pure: no I/O. */
#ifndef CK_TIKTOK_JSON_H
#define CK_TIKTOK_JSON_H

#include "base/error.h"
#include "tiktok/html.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Parses `len` bytes. What a browser accepts and jansson does not is mended first: lone
 * surrogate escapes, NUL escapes and bytes that are no UTF-8 become U+FFFD, whole numbers
 * of 19 and more digits become strings. Of equal keys the last one counts, as in
 * browsers. Errors: `bad` (no JSON, nested deeper than 64), too-large (over 250,000
 * values), no-memory. */
CK_NODISCARD bool ck_json_load(const char *bytes, size_t len, enum ck_code bad,
                               json_t **ret, struct ck_error *err);

/* Whether the value at a path of one or two keys will be asked for; `at` of a key is NULL
 * when it might be any. */
typedef bool ck_json_wanted(const void *ctx, const struct ck_span *keys, size_t count);
/* The same, but what is not wanted is null in place of its value, and costs no memory: a
 * page's state is mostly texts in all languages. */
CK_NODISCARD bool ck_json_load_wanted(const char *bytes, size_t len,
                                      ck_json_wanted *wanted, const void *ctx,
                                      enum ck_code bad, json_t **ret,
                                      struct ck_error *err);

/* The value at a path of keys joined by "/" ("a/b"), NULL when it is not there. */
json_t *ck_json_at(const json_t *root, const char *path);

/* A number of 0 or more, written as number or as string; -1 for anything else. */
int64_t ck_json_int(const json_t *object, const char *key);
/* A string, borrowed; "" for anything else. */
const char *ck_json_text(const json_t *object, const char *key);
/* A string, or a whole number written out, of visible ASCII without spaces that fits into
 * `size` bytes; "" for anything else. */
void ck_json_token(const json_t *object, const char *key, char *ret, size_t size);
/* A copy of a string, cut on a character's border to `max` bytes, "" for anything else;
 * NULL only when out of memory. */
char *ck_json_copy(const json_t *object, const char *key, size_t max);

/* True for an https address without blanks, of at most 4096 bytes. */
bool ck_json_is_url(const char *text);
/* Appends copies of the addresses in `value` (a string, or an array or object of such)
 * that are ck_json_is_url() and not there yet, to at most 16. False: out of memory. */
CK_NODISCARD bool ck_json_urls(const json_t *value, char ***urls, size_t *count);
/* Frees such a list. */
void ck_json_urls_free(char **urls, size_t count);

/* The list with a zeroed member after its `count` members of `size` bytes, to be stored
 * in place of `list`; NULL when out of memory (`list` stays valid). Grows by doubling. */
CK_NODISCARD void *ck_json_grow(void *list, size_t count, size_t size);

#endif
