#include "tiktok/export_own.h"

#include "tiktok/address.h"
#include "tiktok/export_parts.h"

#include <string.h>

/* No clock of TikTok's says more: the year 9999. */
#define LAST_SECOND INT64_C(253402300799)

/* The Unix seconds that the text of this length is, 0 when it is anything else. */
static int64_t seconds_of(const char *text, size_t len)
{
    int64_t seconds = 0;

    for (size_t i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9' || seconds > LAST_SECOND) {
            return 0;
        }
        seconds = seconds * 10 + (text[i] - '0');
    }
    return seconds <= LAST_SECOND ? seconds : 0;
}

/* When a signed link ends: videos say `x-tos-expires`, pictures `x-expires`. */
static int64_t end_of(const char *line, size_t len)
{
    static const char *const names[] = {"x-tos-expires=", "x-expires="};
    const char *at = memchr(line, '?', len), *end = line + len;

    while (at != NULL) {
        const char *next;

        at++;
        next = memchr(at, '&', (size_t)(end - at));
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
            size_t name = strlen(names[i]);
            const char *stop = next != NULL ? next : end;

            if ((size_t)(stop - at) > name && memcmp(at, names[i], name) == 0) {
                return seconds_of(at + name, (size_t)(stop - at) - name);
            }
        }
        at = next;
    }
    return 0;
}

/* TikTok's own pages are no files. */
static bool is_page(const char *line, size_t len)
{
    ck_autofree char *copy = ck_strndup(line, len);
    struct ck_address address;

    return copy == NULL ||
           (ck_address_parse(copy, &address, NULL) && address.kind == CK_ADDRESS_POST);
}

static bool is_link(const char *line, size_t len)
{
    static const char scheme[] = "https://";

    return len >= sizeof(scheme) && strncmp(line, scheme, sizeof(scheme) - 1) == 0 &&
           !is_page(line, len);
}

/* Plain names (ck_export_plain()) of what holds the post's own files; the picture for its
 * cover is not one of them. */
static bool holds_links(const char *name)
{
    static const char *const names[] = {"link", "videolink", "koppeling",
                                        "videokoppeling"};
    char plain[CK_PLAIN_SIZE];

    ck_export_plain(name, plain);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(plain, names[i]) == 0) {
            return true;
        }
    }
    return plain[0] == '\0';
}

void ck_export_links_each(const struct ck_export_row *row, ck_export_link_told *told,
                          void *ctx)
{
    for (size_t i = 0; i < row->count; i++) {
        const char *value = row->fields[i].value;

        if (!holds_links(row->fields[i].name)) {
            continue;
        }
        for (size_t len; *value != '\0'; value += len + (value[len] == '\n')) {
            len = strcspn(value, "\n");
            size_t bare = len > 0 && value[len - 1] == '\r' ? len - 1 : len;

            if (is_link(value, bare)) {
                told(ctx, value, bare, end_of(value, bare));
            }
        }
    }
}

static void add_link(void *ctx, const char *link, size_t len, int64_t ends)
{
    struct ck_export_links *links = ctx;

    (void)link;
    (void)len;
    links->count++;
    if (ends > 0 && (links->ends == 0 || ends < links->ends)) {
        links->ends = ends;
    }
}

void ck_export_links_read(const struct ck_export_row *row, struct ck_export_links *ret)
{
    *ret = (struct ck_export_links){0};
    ck_export_links_each(row, add_link, ret);
}

bool ck_export_is_own(enum ck_export_list list)
{
    return list == CK_EXPORT_POSTS || list == CK_EXPORT_STORIES;
}

void ck_export_own_add(struct ck_export_own *own, const struct ck_export_row *row,
                       int64_t now)
{
    struct ck_export_links links;

    if (!ck_export_is_own(row->list)) {
        return;
    }
    ck_export_links_read(row, &links);
    own->posts++;
    own->photos += links.count > 1;
    if (links.count == 0) {
        own->without++;
    } else if (links.ends == 0) {
        own->undated++;
    } else if (links.ends <= now) {
        own->ended++;
    } else {
        own->live++;
        own->next = own->next == 0 || links.ends < own->next ? links.ends : own->next;
    }
}
