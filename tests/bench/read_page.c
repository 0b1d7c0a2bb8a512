/* Times ck_page_read() on a saved page beside jansson's own reading of the page's state
 * scripts, in one process: read_page FILE [ROUNDS]. Prints one line of JSON,
 * milliseconds: the median of each and their ratio. The rounds alternate, so that a busy
 * machine slows both. */
#include "base/io.h"
#include "tiktok/html.h"
#include "tiktok/page.h"
#include "tiktok/shape.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 41, ROUNDS_MAX = 1001 };

static double now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;

    return (a > b) - (a < b);
}

static double median(double *times, size_t count)
{
    qsort(times, count, sizeof(*times), compare);
    return times[count / 2];
}

enum { SCRIPTS_MAX = 8 };

/* The state scripts of the page. */
static size_t find_scripts(const struct ck_buf *page, struct ck_span ret[SCRIPTS_MAX])
{
    struct ck_html html = {.at = page->data, .end = page->data + page->len};
    struct ck_tag tag;
    size_t count = 0;

    while (count < SCRIPTS_MAX && ck_html_next(&html, &tag)) {
        if (ck_shape_block(&tag) != NULL) {
            ret[count++] = tag.text;
        }
    }
    return count;
}

static double time_page(const struct ck_buf *bytes)
{
    double start = now_ms();
    struct ck_page page;
    struct ck_error err;

    if (!ck_page_read(bytes->data, bytes->len, &page, &err)) {
        (void)fprintf(stderr, "%s\n", err.detail);
        exit(1);
    }
    ck_page_clear(&page);
    return now_ms() - start;
}

static double time_jansson(const struct ck_span *scripts, size_t count)
{
    double start = now_ms();

    for (size_t i = 0; i < count; i++) {
        json_decref(json_loadb(scripts[i].at, scripts[i].len, 0, NULL));
    }
    return now_ms() - start;
}

int main(int argc, char **argv)
{
    static double page_times[ROUNDS_MAX];
    static double jansson_times[ROUNDS_MAX];
    ck_autobuf struct ck_buf bytes = {.max = 64 * 1024 * 1024};
    size_t rounds = argc > 2 ? strtoul(argv[2], NULL, 10) : ROUNDS;
    struct ck_span scripts[SCRIPTS_MAX];
    size_t count;
    struct ck_error err;
    double page;
    double jansson;

    if (argc < 2 || rounds < 1 || rounds > ROUNDS_MAX ||
        !ck_read_file(argv[1], &bytes, &err)) {
        (void)fputs("usage: read_page FILE [ROUNDS]\n", stderr);
        return 2;
    }
    count = find_scripts(&bytes, scripts);
    for (size_t i = 0; i < rounds; i++) {
        page_times[i] = time_page(&bytes);
        jansson_times[i] = time_jansson(scripts, count);
    }
    page = median(page_times, rounds);
    jansson = median(jansson_times, rounds);
    (void)printf("{\"page_bytes\":%zu,\"page_ms\":%.3f,"
                 "\"jansson_ms\":%.3f,\"ratio\":%.3f}\n",
                 bytes.len, page, jansson, page / jansson);
    return 0;
}
