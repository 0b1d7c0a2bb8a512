/* archive.c - what the archive costs with 100,000 posts, against one of a single post.
 * usage: archive DIR RUNS; DIR is an empty folder. Prints a table; exit 0 when starting
 * and looking up are in bounds. The big one is made the way a lost one is: from a
 * journal. */
#include "base/buf.h"
#include "keep/journal.h"
#include "keep/queue.h"
#include "keep/rescan.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { POSTS = 100000, QUEUED = 1000, MAX_RUNS = 201, LOOKUPS = 200 };

#define SHA256 "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

static void must(bool ok, const struct ck_error *err)
{
    if (!ok) {
        (void)fprintf(stderr, "archive: %s: %s\n", ck_code_text(err->code), err->detail);
        exit(2);
    }
}

static double now_us(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void id_of(long number, char ret[24])
{
    (void)snprintf(ret, 24, "%ld", 7000000000000000000 + number * 7919);
}

/* A journal of so many posts, of three files each. */
static void write_journal(const char *folder, long posts)
{
    static struct ck_buf text = {.max = 512 * 1024 * 1024};
    char path[4096];
    FILE *file;

    for (long i = 0; i < posts; i++) {
        char names[3][120];
        struct ck_kept_file files[3];
        struct ck_kept kept = {.kind = (char *)"video",
                               .author = (char *)"catlady",
                               .text = (char *)"my cat opens doors #cat #door",
                               .page = (char *)"https://www.tiktok.com/@catlady/video/1",
                               .seen = (char *)"page",
                               .created = 1770000000 + i,
                               .kept_at = 1780000000 + i,
                               .files = files,
                               .file_count = 3};

        id_of(i, kept.id);
        for (int j = 0; j < 3; j++) {
            (void)snprintf(names[j], sizeof(names[j]),
                           "author%ld/2026-02-02 my cat opens doors [%s].%d", i % 300,
                           kept.id, j);
            files[j] = (struct ck_kept_file){.role = (char *)"video",
                                             .name = names[j],
                                             .bytes = 3000000 + i,
                                             .sha256 = SHA256};
        }
        if (!ck_journal_encode_kept(&text, SHA256, kept.kept_at, &kept)) {
            exit(2);
        }
        ck_buf_addc(&text, '\n');
    }
    (void)snprintf(path, sizeof(path), "%s/journal.jsonl", folder);
    file = fopen(path, "w");
    if (file == NULL || fwrite(text.data, 1, text.len, file) != text.len ||
        fclose(file) != 0) {
        exit(2);
    }
    ck_buf_free(&text);
}

static void make(const char *folder, long posts)
{
    static struct ck_job_row rows[QUEUED];
    struct ck_archive *archive;
    struct ck_rescan *rescan;
    struct ck_error err = {0};
    bool more = true;
    double start;
    int fd;

    (void)mkdir(folder, 0700);
    write_journal(folder, posts);
    fd = open(folder, O_RDONLY | O_DIRECTORY);
    start = now_us();
    must(ck_archive_open(folder, &archive, &err), &err);
    must(ck_rescan_open(archive, fd, folder, &rescan, &err), &err);
    while (more) {
        must(ck_rescan_step(rescan, 1000, &more, &err), &err);
    }
    if (ck_rescan_so_far(rescan)->entered != posts) {
        exit(2);
    }
    ck_rescan_free(rescan);
    if (posts > 1) {
        (void)printf("rescan of %ld posts from the journal: %.1f s\n", posts,
                     (now_us() - start) / 1e6);
    }
    for (long i = 0; i < QUEUED; i++) {
        id_of(i, rows[i].post);
        rows[i].priority = CK_PRIORITY_BULK;
    }
    must(ck_queue_add(archive, rows, QUEUED, NULL, &err), &err);
    ck_archive_close(archive);
    (void)close(fd);
}

static double start_us(const char *folder)
{
    struct ck_archive *archive;
    struct ck_error err = {0};
    double start = now_us();

    must(ck_archive_open(folder, &archive, &err), &err);
    ck_archive_close(archive);
    return now_us() - start;
}

static double find_us(const char *folder)
{
    struct ck_archive *archive;
    struct ck_kept kept;
    struct ck_error err = {0};
    bool found = false;
    double start;
    char id[24];

    id_of(0, id);
    must(ck_archive_open(folder, &archive, &err), &err);
    start = now_us();
    for (int i = 0; i < LOOKUPS; i++) {
        must(ck_archive_find(archive, id, &found, &kept, &err) && found, &err);
        ck_kept_clear(&kept);
    }
    start = (now_us() - start) / LOOKUPS;
    ck_archive_close(archive);
    return start;
}

static double claim_us(const char *folder)
{
    struct ck_archive *archive;
    struct ck_job_row row;
    struct ck_error err = {0};
    bool found = false;
    double start;

    must(ck_archive_open(folder, &archive, &err), &err);
    start = now_us();
    must(ck_queue_claim(archive, NULL, &found, &row, &err) && found, &err);
    start = now_us() - start;
    ck_job_row_clear(&row);
    ck_archive_close(archive);
    return start;
}

static double list_us(const char *folder)
{
    struct ck_archive *archive;
    struct ck_kept *kept;
    struct ck_error err = {0};
    int64_t posts, bytes;
    size_t count;
    double start;

    must(ck_archive_open(folder, &archive, &err), &err);
    start = now_us();
    must(ck_archive_count(archive, &posts, &bytes, &err) &&
             ck_archive_recent(archive, 20, &kept, &count, &err),
         &err);
    start = now_us() - start;
    ck_kept_free_all(kept, count);
    ck_archive_close(archive);
    return start;
}

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

/* Medians of both, in turns. True when the ratio is in bounds; bound 0: there is none. */
static bool row(const char *what, double (*measure)(const char *), const char *small,
                const char *big, int runs, double bound)
{
    static double times[2][MAX_RUNS];
    double ratio;

    for (int i = 0; i < runs; i++) {
        times[0][i] = measure(small);
        times[1][i] = measure(big);
    }
    qsort(times[0], (size_t)runs, sizeof(double), compare);
    qsort(times[1], (size_t)runs, sizeof(double), compare);
    ratio = times[1][runs / 2] / times[0][runs / 2];
    (void)printf("%-28s %10.1f us %10.1f us   %5.2f%s\n", what, times[0][runs / 2],
                 times[1][runs / 2], ratio,
                 bound == 0       ? ""
                 : ratio <= bound ? "  in bounds"
                                  : "  OUT OF BOUNDS");
    return bound == 0 || ratio <= bound;
}

int main(int argc, char **argv)
{
    char small[4096], big[4096];
    int runs = argc == 3 ? atoi(argv[2]) : 0;
    bool ok;

    if (runs < 1 || runs > MAX_RUNS) {
        return 2;
    }
    (void)snprintf(small, sizeof(small), "%s/small", argv[1]);
    (void)snprintf(big, sizeof(big), "%s/big", argv[1]);
    make(small, 1);
    make(big, POSTS);
    (void)printf("%-28s %13s %13s   ratio\n", "archive of", "1 post", "100,000");
    ok = row("open and close", start_us, small, big, runs, 1.1);
    ok = row("look a post up", find_us, small, big, runs, 1.1) && ok;
    ok = row("claim a job", claim_us, small, big, runs, 0) && ok;
    ok = row("count all and list 20", list_us, small, big, runs, 0) && ok;
    return ok ? 0 : 1;
}
