#include "keep/library_own.h"

#include "base/buf.h"
#include "base/io.h"
#include "base/mem.h"
#include "keep/disk.h"
#include "keep/library_text.h"
#include "keep/table.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

/* What a person writes in years, and more. */
enum {
    TABLE_MAX = 64 * 1024 * 1024,
    TABLES = 100,
    OF_A_POST = 1000,
    POST = 2,
    FIELDS = 3
};

struct csv {
    const char *at, *end;
};

/* The next value of the row that it is in; `ret` may be NULL. True: another one follows
 * in this row. */
static bool value(struct csv *csv, struct ck_buf *ret)
{
    bool quoted = csv->at < csv->end && *csv->at == '"';

    csv->at += quoted;
    for (; csv->at < csv->end; csv->at++) {
        if (quoted && *csv->at == '"') {
            if (csv->at + 1 < csv->end && csv->at[1] == '"') {
                csv->at++;
            } else {
                quoted = false;
                continue;
            }
        } else if (!quoted && (*csv->at == ',' || *csv->at == '\n')) {
            return *csv->at++ == ',';
        } else if (!quoted && *csv->at == '\r') {
            continue;
        }
        if (ret != NULL) {
            ck_buf_addc(ret, *csv->at);
        }
    }
    return false;
}

/* Without the sign that keeps a spreadsheet from taking a text for a formula (table.c).
 */
static const char *unsigned_text(const char *text)
{
    return text[0] == '\'' && text[1] != '\0' && strchr("=+-@\t\r", text[1]) != NULL
               ? text + 1
               : text;
}

/* A comment that an earlier table has already is passed by. */
static void add(json_t *ret, const char *post, json_t *comment)
{
    json_t *all = json_object_get(ret, post);

    if (all == NULL) {
        all = json_array();
        (void)json_object_set_new(ret, post, all);
    }
    for (size_t i = 0; i < json_array_size(all); i++) {
        if (json_equal(json_array_get(all, i), comment)) {
            return;
        }
    }
    if (json_array_size(all) < OF_A_POST) {
        (void)json_array_append(all, comment);
    }
}

bool ck_library_own_read(const char *csv, size_t len, json_t *ret)
{
    struct csv left = {csv, csv + len};
    unsigned long misses = ck_mem_misses();

    while (value(&left, NULL)) { /* the heads */
    }
    while (left.at < left.end) {
        struct ck_buf fields[FIELDS] = {{.max = len}, {.max = len}, {.max = len}};
        bool more = true;
        json_t *comment;

        for (int i = 0; more; i++) {
            more = value(&left, i < FIELDS ? &fields[i] : NULL);
        }
        if (fields[POST].len > 0) {
            comment =
                json_pack("[o, o]", ck_library_string(ck_buf_text(&fields[0])),
                          ck_library_string(unsigned_text(ck_buf_text(&fields[1]))));
            add(ret, ck_buf_text(&fields[POST]), comment);
            json_decref(comment);
        }
        for (int i = 0; i < FIELDS; i++) {
            ck_buf_free(&fields[i]);
        }
    }
    return ck_mem_misses() == misses;
}

struct reading {
    int rootfd, left;
    json_t *ret;
    bool failed;
};

static bool read_table(void *ctx, const char *name)
{
    struct reading *reading = ctx;
    ck_autobuf struct ck_buf text = {.max = TABLE_MAX};
    char path[300];
    int64_t bytes;

    (void)snprintf(path, sizeof(path), CK_TABLE_FOLDER "/%s", name);
    if (strstr(name, " comments") != NULL && ck_tables_own(path)) {
        ck_autoclose int fd = ck_disk_open_file(reading->rootfd, path, &bytes);

        if (fd >= 0 && ck_read_all(fd, &text, NULL)) {
            reading->failed =
                !ck_library_own_read(ck_buf_text(&text), text.len, reading->ret);
        }
        reading->left--;
    }
    return reading->left > 0 && !reading->failed;
}

json_t *ck_library_own(int rootfd)
{
    ck_autoclose int fd =
        openat(rootfd, CK_TABLE_FOLDER, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct reading reading = {rootfd, TABLES, json_object(), false};

    if (fd >= 0) {
        (void)ck_disk_list(fd, read_table, &reading);
    }
    if (reading.failed) {
        json_decref(reading.ret);
        return NULL;
    }
    return reading.ret;
}
