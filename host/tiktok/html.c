#include "tiktok/html.h"

#include <string.h>
#include <strings.h>

bool ck_span_is(struct ck_span span, const char *text)
{
    return span.at != NULL && span.len == strlen(text) &&
           memcmp(span.at, text, span.len) == 0;
}

bool ck_span_is_name(struct ck_span span, const char *text)
{
    return span.at != NULL && span.len == strlen(text) &&
           strncasecmp(span.at, text, span.len) == 0;
}

bool ck_span_contains(struct ck_span span, const char *text)
{
    return span.at != NULL && memmem(span.at, span.len, text, strlen(text)) != NULL;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && is_space(*at)) {
        at++;
    }
    return at;
}

static struct ck_span span_of(const char *from, const char *to)
{
    return (struct ck_span){.at = from, .len = (size_t)(to - from)};
}

static struct ck_span read_value(const char **at, const char *end)
{
    const char *from = *at;
    const char *to;

    if (from < end && (*from == '"' || *from == '\'')) {
        to = memchr(from + 1, *from, (size_t)(end - from - 1));
        *at = to != NULL ? to + 1 : end;
        return span_of(from + 1, to != NULL ? to : end);
    }
    for (to = from; to < end && !is_space(*to) && *to != '>'; to++) {
    }
    *at = to;
    return span_of(from, to);
}

/* The next attribute of a tag; false at the tag's ">" or at the end. */
static bool next_attribute(const char **at, const char *end, struct ck_span *name,
                           struct ck_span *value)
{
    const char *from = *at;
    const char *to;

    while (from < end && (is_space(*from) || *from == '/')) {
        from++;
    }
    *at = from;
    if (from >= end || *from == '>') {
        return false;
    }
    /* A name may begin with "=", that is how a browser takes it. */
    for (to = from + 1; to < end && !is_space(*to) && strchr("/>=", *to) == NULL; to++) {
    }
    *name = span_of(from, to);
    *value = span_of(to, to);
    *at = to;
    to = skip_space(to, end);
    if (to < end && *to == '=') {
        *at = skip_space(to + 1, end);
        *value = read_value(at, end);
    }
    return true;
}

struct ck_span ck_tag_attribute(const struct ck_tag *tag, const char *name)
{
    const char *at = tag->attributes.at;
    struct ck_span key;
    struct ck_span value;

    while (next_attribute(&at, tag->attributes.at + tag->attributes.len, &key, &value)) {
        if (ck_span_is_name(key, name)) {
            return value;
        }
    }
    return (struct ck_span){0};
}

/* Elements whose content a browser takes as text up to their end tag. */
static bool is_raw(struct ck_span name)
{
    return ck_span_is_name(name, "script") || ck_span_is_name(name, "style") ||
           ck_span_is_name(name, "title") || ck_span_is_name(name, "textarea");
}

static const char *find_end_tag(const char *at, const char *end, struct ck_span name)
{
    for (; (at = memchr(at, '<', (size_t)(end - at))) != NULL; at++) {
        const char *after = at + 2 + name.len;

        if (after < end && at[1] == '/' && strncasecmp(at + 2, name.at, name.len) == 0 &&
            (is_space(*after) || *after == '/' || *after == '>')) {
            return at;
        }
    }
    return NULL;
}

static void read_tag(struct ck_html *html, struct ck_tag *ret)
{
    const char *at = html->at + 1;
    struct ck_span unused[2];
    const char *from = at;

    while (at < html->end && !is_space(*at) && *at != '/' && *at != '>') {
        at++;
    }
    ret->name = span_of(from, at);
    from = at;
    while (next_attribute(&at, html->end, &unused[0], &unused[1])) {
    }
    ret->attributes = span_of(from, at);
    ret->whole = at < html->end;
    at += ret->whole ? 1 : 0;
    if (ret->whole && is_raw(ret->name)) {
        const char *to = find_end_tag(at, html->end, ret->name);

        ret->whole = to != NULL;
        to = to != NULL ? to : html->end;
        ret->text = span_of(at, to);
        at = to;
    }
    html->at = at;
}

static const char *skip_comment(const char *at, const char *end)
{
    const char *to = memmem(at + 4, (size_t)(end - at - 4), "-->", 3);

    return to != NULL ? to + 3 : end;
}

bool ck_html_next(struct ck_html *html, struct ck_tag *ret)
{
    const char *from = html->at;

    *ret = (struct ck_tag){0};
    while (html->at < html->end) {
        const char *at = memchr(html->at, '<', (size_t)(html->end - html->at));

        if (at == NULL || html->end - at < 2) {
            break;
        }
        html->at = at + 1;
        if (html->end - at >= 4 && memcmp(at, "<!--", 4) == 0) {
            html->at = skip_comment(at, html->end);
        } else if (is_letter(at[1])) {
            html->at = at;
            ret->before = span_of(from, at);
            read_tag(html, ret);
            return true;
        }
    }
    ret->before = span_of(from, html->end);
    html->at = html->end;
    return false;
}
