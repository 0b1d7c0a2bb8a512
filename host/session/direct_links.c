/* direct_links.c - direct links on their way from one process to the other. */
#include "base/mem.h"
#include "fetch/guard.h"
#include "keep/exported.h"
#include "session/direct.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct writing {
    struct ck_buf *buf;
    int64_t created, now;
};

static void write_link(void *ctx, const char *link, size_t len, int64_t ends)
{
    const struct writing *writing = ctx;

    if ((ends == 0 || ends > writing->now) && len < CK_URL_MAX) {
        ck_buf_addf(writing->buf, "%" PRId64 " %" PRId64 " ", ends, writing->created);
        ck_buf_add(writing->buf, link, len);
        ck_buf_addc(writing->buf, '\n');
    }
}

bool ck_direct_write(struct ck_buf *buf, const struct ck_export_row *row, int64_t created,
                     int64_t now)
{
    struct writing writing = {.buf = buf, .created = created, .now = now};

    ck_export_links_each(row, write_link, &writing);
    return ck_buf_ok(buf);
}

static void write_name(void *ctx, const char *link, size_t len, int64_t ends)
{
    const struct writing *writing = ctx;
    ck_autofree char *url = ck_strndup(link, len);
    char stem[CK_EXPORTED_STEM];

    (void)ends;
    if (url != NULL && ck_exported_stem(writing->created, url, stem)) {
        ck_buf_addf(writing->buf, "%s%s", writing->buf->len > 0 ? ", " : "", stem);
    }
}

bool ck_direct_names(struct ck_buf *buf, const struct ck_export_row *row, int64_t created)
{
    struct writing writing = {.buf = buf, .created = created};
    unsigned long misses = ck_mem_misses();

    ck_export_links_each(row, write_name, &writing);
    return ck_buf_ok(buf) && ck_mem_misses() == misses;
}

/* False: it is no such line, or no memory. */
static bool read_line(const char *line, size_t len, struct ck_direct_link *ret)
{
    const char *end = line + len;
    char *behind;

    ret->ends = strtoll(line, &behind, 10);
    if (behind >= end || *behind != ' ') {
        return false;
    }
    ret->created = strtoll(behind, &behind, 10);
    if (behind >= end || *behind != ' ' || ret->created <= 0) {
        return false;
    }
    ret->url = ck_strndup(behind + 1, (size_t)(end - behind - 1));
    return ret->url != NULL;
}

static int first_to_end(const void *a, const void *b)
{
    const struct ck_direct_link *one = a, *other = b;
    int64_t ends = one->ends > 0 ? one->ends : INT64_MAX;
    int64_t others = other->ends > 0 ? other->ends : INT64_MAX;

    return ends != others ? (ends < others ? -1 : 1) : 0;
}

bool ck_direct_read(const char *text, size_t len, struct ck_direct_link **ret,
                    size_t *ret_count, struct ck_error *err)
{
    unsigned long misses = ck_mem_misses();
    struct ck_direct_link *links;
    size_t lines = 0, count = 0;

    for (size_t i = 0; i < len; i++) {
        lines += text[i] == '\n';
    }
    links = ck_calloc(lines + 1, sizeof(*links));
    while (links != NULL && len > 0) {
        const char *end = memchr(text, '\n', len);

        if (end == NULL) {
            break;
        }
        count += read_line(text, (size_t)(end - text), &links[count]);
        len -= (size_t)(end + 1 - text);
        text = end + 1;
    }
    if (links == NULL || ck_mem_misses() != misses) {
        ck_direct_links_free(links, count);
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    qsort(links, count, sizeof(*links), first_to_end);
    *ret = links;
    *ret_count = count;
    return true;
}

void ck_direct_links_free(struct ck_direct_link *links, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ck_free(links[i].url);
    }
    ck_free(links);
}
