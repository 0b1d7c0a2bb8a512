#include "tiktok/links.h"

#include <stdio.h>
#include <string.h>

enum { WORD_MAX = 2048 };

static const char blanks[] = " \t\r\v\f";
/* What stands around links in tables, JSON, Markdown and sentences. */
static const char around[] = " \t\r\v\f\"'<>()[]{},;|`";

/* A part of a line. */
struct word {
    const char *at;
    size_t len;
};

/* The next word of [at, end); an empty one at the end. */
static struct word next_word(const char *at, const char *end, const char *between)
{
    struct word word;

    while (at < end && (*at == '\0' || strchr(between, *at) != NULL)) {
        at++;
    }
    word.at = at;
    while (at < end && *at != '\0' && strchr(between, *at) == NULL) {
        at++;
    }
    word.len = (size_t)(at - word.at);
    return word;
}

static bool copy(struct word word, char ret[WORD_MAX])
{
    if (word.len == 0 || word.len >= WORD_MAX) {
        return false;
    }
    memcpy(ret, word.at, word.len);
    ret[word.len] = '\0';
    return true;
}

/* "tiktok 7602050882429897470", or the same of another site. */
static bool read_archived(const char *at, const char *end, struct ck_link *link)
{
    struct word site = next_word(at, end, blanks);
    struct word id = next_word(site.at + site.len, end, blanks);
    struct word rest = next_word(id.at + id.len, end, blanks);
    char name[WORD_MAX];
    char text[WORD_MAX];
    char url[WORD_MAX + 40];

    if (rest.len > 0 || !copy(site, name) || !copy(id, text) ||
        name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                          "0123456789_:")] != '\0' ||
        strstr(text, "://") != NULL) {
        return false;
    }
    link->other = strcmp(name, "tiktok") != 0;
    if (link->other || !ck_id_valid(text)) {
        return link->other;
    }
    (void)snprintf(url, sizeof(url), "https://www.tiktok.com/@/video/%s", text);
    return ck_address_parse(url, &link->address, NULL);
}

static bool read_link(struct word word, struct ck_link *link)
{
    char text[WORD_MAX];
    char url[WORD_MAX + 40];

    while (word.len > 0 && strchr(".!?:", word.at[word.len - 1]) != NULL) {
        word.len--; /* the end of a sentence */
    }
    if (!copy(word, text)) {
        return false;
    }
    if (text[0] == '@') {
        if (!ck_user_valid(text + 1)) {
            return false;
        }
        (void)snprintf(url, sizeof(url), "https://www.tiktok.com/%s", text);
        return ck_address_parse(url, &link->address, NULL);
    }
    if (strstr(text, "tiktok") == NULL) {
        link->other = strstr(text, "://") != NULL;
        return link->other;
    }
    return ck_address_parse(text, &link->address, NULL);
}

static bool read_line(const char *at, const char *end, struct ck_link *link,
                      ck_link_told *told, void *ctx)
{
    bool some = false;
    struct word word = next_word(at, end, blanks);

    if (word.len == 0 || *word.at == '#' || *word.at == ';') {
        return true;
    }
    link->known = read_archived(at, end, link);
    if (link->known) {
        return told(ctx, link);
    }
    for (word = next_word(at, end, around); word.len > 0;
         word = next_word(word.at + word.len, end, around)) {
        link->other = false;
        link->known = read_link(word, link);
        some = some || link->known;
        if (link->known && !told(ctx, link)) {
            return false;
        }
    }
    link->other = false;
    link->known = false;
    return some || told(ctx, link);
}

bool ck_links_read(const char *bytes, size_t len, ck_link_told *told, void *ctx)
{
    const char *end = bytes + len;
    struct ck_link link = {.line = 0};

    if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        bytes += 3;
    }
    while (bytes < end) {
        const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
        const char *line_end = stop != NULL ? stop : end;

        link.line++;
        if (!read_line(bytes, line_end, &link, told, ctx)) {
            return false;
        }
        bytes = stop != NULL ? stop + 1 : end;
    }
    return true;
}
