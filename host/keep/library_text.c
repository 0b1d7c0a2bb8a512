#include "keep/library_text.h"

#include "embed/ck_library_page_html.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define MARK "<meta name=\"generator\" content=\"Clipkeep library\">"

enum { DIGITS = 20 };

/* jansson has made all of it ASCII without control characters. */
static int add_escaped(const char *bytes, size_t len, void *ctx)
{
    struct ck_buf *buf = ctx;
    size_t from = 0;

    for (size_t i = 0; i < len; i++) {
        if (strchr("\\'<>&", bytes[i]) == NULL) {
            continue;
        }
        ck_buf_add(buf, bytes + from, i - from);
        if (bytes[i] == '\\') {
            ck_buf_adds(buf, "\\\\");
        } else {
            ck_buf_addf(buf, "\\\\u%04x", (unsigned)(unsigned char)bytes[i]);
        }
        from = i + 1;
    }
    ck_buf_add(buf, bytes + from, len - from);
    return ck_buf_ok(buf) ? 0 : -1;
}

bool ck_library_script(struct ck_buf *buf, const char *kind, long long key,
                       const json_t *value)
{
    ck_buf_addf(buf, "Clipkeep.take('%s', %lld, '", kind, key);
    if (value == NULL || json_dump_callback(value, add_escaped, buf,
                                            JSON_COMPACT | JSON_ENSURE_ASCII) != 0) {
        return false;
    }
    ck_buf_adds(buf, "');\n");
    return ck_buf_ok(buf);
}

json_t *ck_library_unscript(const char *text, size_t len, const char *kind)
{
    static const char end[] = "');\n";
    ck_autobuf struct ck_buf plain = {.max = len + 1};
    char head[64];
    int head_len = snprintf(head, sizeof(head), "Clipkeep.take('%s', 0, '", kind);
    size_t from = (size_t)head_len;

    if (len < from + sizeof(end) - 1 || strncmp(text, head, from) != 0 ||
        memcmp(text + len - (sizeof(end) - 1), end, sizeof(end) - 1) != 0) {
        return NULL;
    }
    for (size_t i = from; i < len - (sizeof(end) - 1); i++) {
        i += text[i] == '\\' && text[i + 1] == '\\';
        ck_buf_addc(&plain, text[i]);
    }
    return ck_buf_ok(&plain)
               ? json_loadb(ck_buf_text(&plain), plain.len, JSON_REJECT_DUPLICATES, NULL)
               : NULL;
}

json_t *ck_library_string(const char *text)
{
    json_t *string = json_string(text != NULL ? text : "");

    return string != NULL ? string : json_string("");
}

size_t ck_library_cut(const char *text, size_t max)
{
    size_t len = strnlen(text, max + 1);

    if (len <= max) {
        return len;
    }
    for (len = max; len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80; len--) {
    }
    return len;
}

/* A line of a cue: neither the head, nor a number, a time or a note. */
static bool is_spoken(const char *line, size_t len)
{
    static const char *const others[] = {"WEBVTT", "NOTE", "STYLE", "REGION"};

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (strncmp(line, others[i], strlen(others[i])) == 0) {
            return false;
        }
    }
    for (size_t i = 0; i + 3 <= len; i++) {
        if (memcmp(line + i, "-->", 3) == 0) {
            return false;
        }
    }
    return len > 0 && strspn(line, "0123456789") < len;
}

void ck_library_spoken(const char *vtt, size_t max, struct ck_buf *ret)
{
    const char *line = vtt;

    while (*line != '\0' && ret->len < max) {
        size_t len = strcspn(line, "\r\n");

        if (is_spoken(line, len)) {
            size_t left = max - ret->len;

            ck_buf_add(ret, line, ck_library_cut(line, len < left ? len : left));
            ck_buf_addc(ret, ' ');
        }
        line += len + (line[len] != '\0');
    }
}

bool ck_library_name_ok(const char *name)
{
    size_t digits = strlen(name) > 2 ? strspn(name + 2, "0123456789abcdef") : 0;

    return islower((unsigned char)name[0]) && name[1] == '-' && digits == DIGITS &&
           (strcmp(name + 2 + DIGITS, ".js") == 0 ||
            strcmp(name + 2 + DIGITS, ".css") == 0);
}

/* What stands in the page's places, "@STYLE@" and so on. */
struct filling {
    const char *word, *text;
};

static const char *filled(const struct filling *fillings, size_t count, const char *word,
                          size_t len)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(fillings[i].word) == len &&
            strncmp(fillings[i].word, word, len) == 0) {
            return fillings[i].text;
        }
    }
    return NULL;
}

bool ck_library_page(const struct ck_library_names *names, struct ck_buf *ret)
{
    const char *at = (const char *)ck_library_page_html;
    char nonce[CK_LIBRARY_NAME_SIZE]; /* nobody who writes a post knows it beforehand */
    const struct filling fillings[] = {{"STYLE", names->style},
                                       {"SCRIPT", names->script},
                                       {"MANIFEST", names->manifest},
                                       {"NONCE", nonce}};

    (void)snprintf(nonce, sizeof(nonce), "%.22s", names->manifest);
    while (*at != '\0') {
        size_t plain = strcspn(at, "@");
        size_t word = at[plain] != '\0' ? strcspn(at + plain + 1, "@") : 0;
        const char *text = filled(fillings, sizeof(fillings) / sizeof(fillings[0]),
                                  at + plain + 1, word);

        ck_buf_add(ret, at, plain);
        at += plain;
        if (text != NULL) {
            ck_buf_adds(ret, text);
            at += word + 2;
        } else if (*at != '\0') {
            ck_buf_addc(ret, *at++);
        }
    }
    return ck_buf_ok(ret);
}

bool ck_library_page_ours(const char *text, size_t len)
{
    size_t mark = sizeof(MARK) - 1;

    for (size_t i = 0; i + mark <= len; i++) {
        if (memcmp(text + i, MARK, mark) == 0) {
            return true;
        }
    }
    return false;
}

bool ck_library_page_manifest(const char *text, char ret[CK_LIBRARY_NAME_SIZE])
{
    const char *at = strstr(text, "/m-");
    size_t len = at != NULL ? strcspn(at + 1, "\"") : 0;

    if (len == 0 || len >= CK_LIBRARY_NAME_SIZE) {
        return false;
    }
    memcpy(ret, at + 1, len);
    ret[len] = '\0';
    return ck_library_name_ok(ret);
}
