/* html.h - the start tags of a page, one after the other, as a browser's tokenizer sees
 * them: what stands in a comment, in an attribute or in a script is no tag. Private to
 * this room. Pure: no I/O, no memory. */
#ifndef CK_TIKTOK_HTML_H
#define CK_TIKTOK_HTML_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the page, borrowed. */
struct ck_span {
    const char *at; /* NULL: not there */
    size_t len;
};

/* Where the reading stands; begin with the first byte and the one after the last. */
struct ck_html {
    const char *at;
    const char *end;
};

struct ck_tag {
    struct ck_span before;     /* what stands between the tag before and this one */
    struct ck_span name;       /* as written */
    struct ck_span attributes; /* see ck_tag_attribute() */
    struct ck_span text;       /* the raw text of a script, style, title or textarea */
    bool whole;                /* false: the page ends within the tag or its text */
};

/* The next start tag; false at the end, when only `before` is set. */
bool ck_html_next(struct ck_html *html, struct ck_tag *ret);
/* The value of an attribute, character references left as they are. `name` is lower case.
 */
struct ck_span ck_tag_attribute(const struct ck_tag *tag, const char *name);
/* True when the bytes are exactly `text`; ck_span_is_name() ignores the case of ASCII. */
bool ck_span_is(struct ck_span span, const char *text);
bool ck_span_is_name(struct ck_span span, const char *text);
bool ck_span_contains(struct ck_span span, const char *text);

#endif
