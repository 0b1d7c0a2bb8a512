/* library_text.h - the texts of the library's files, for this room only. Pure: no I/O.
 * What comes from TikTok is hostile: it must not break out of a script. */
#ifndef CK_KEEP_LIBRARY_TEXT_H
#define CK_KEEP_LIBRARY_TEXT_H

#include "base/buf.h"
#include "base/mem.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* Appends a script that hands the page one value:
 *   Clipkeep.take('KIND', KEY, 'JSON');
 * `kind` is a word of ours. ASCII alone, one line, and nothing in it but that call: the
 * JSON is a string, in which \ ' < > & and all that is not printable ASCII are escaped.
 * False: no memory, or too long for `buf`. */
CK_NODISCARD bool ck_library_script(struct ck_buf *buf, const char *kind, long long key,
                                    const json_t *value);
/* The JSON in such a script; NULL: it is not one. Free with json_decref(). */
json_t *ck_library_unscript(const char *text, size_t len, const char *kind);

/* A text as a JSON string; what is not UTF-8 becomes "". NULL: no memory. */
json_t *ck_library_string(const char *text);
/* The length of `text` cut to at most `max` bytes, never within a character. */
size_t ck_library_cut(const char *text, size_t max);
/* Appends what is spoken in captions (WebVTT), words only, with spaces between lines, at
 * most `max` bytes of it. */
void ck_library_spoken(const char *vtt, size_t max, struct ck_buf *ret);

/* "i-0123456789abcdef0123.js": a letter, 20 hexadecimal digits and the ending. */
enum { CK_LIBRARY_NAME_SIZE = 32 };
/* True for a name of a file that we may have made in the library's folder. */
bool ck_library_name_ok(const char *name);

/* What index.html names. */
struct ck_library_names {
    char style[CK_LIBRARY_NAME_SIZE], script[CK_LIBRARY_NAME_SIZE];
    char manifest[CK_LIBRARY_NAME_SIZE];
};
/* Appends index.html. False: no memory. */
CK_NODISCARD bool ck_library_page(const struct ck_library_names *names,
                                  struct ck_buf *ret);
/* True when these first bytes of a file are of an index.html that we made. */
bool ck_library_page_ours(const char *text, size_t len);
/* The name of the manifest in it; false: there is none. */
bool ck_library_page_manifest(const char *text, char ret[CK_LIBRARY_NAME_SIZE]);

#endif
