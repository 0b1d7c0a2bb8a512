#include "keep/table_read.h"

#include "base/buf.h"
#include "base/io.h"
#include "keep/disk.h"
#include "keep/table.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

/* What a person writes in years, and more. */
enum { TABLE_MAX = 64 * 1024 * 1024, TABLES = 100 };

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

static bool tell_row(struct csv *left, ck_table_told *told, void *ctx)
{
    size_t len = (size_t)(left->end - left->at);
    struct ck_buf fields[CK_TABLE_VALUES];
    const char *values[CK_TABLE_VALUES];
    bool more = true, ok = true;

    for (int i = 0; i < CK_TABLE_VALUES; i++) {
        fields[i] = (struct ck_buf){.max = len};
    }
    for (int i = 0; more; i++) {
        more = value(left, i < CK_TABLE_VALUES ? &fields[i] : NULL);
    }
    for (int i = 0; i < CK_TABLE_VALUES; i++) {
        ok = ok && ck_buf_ok(&fields[i]);
        values[i] = unsigned_text(ck_buf_text(&fields[i]));
    }
    ok = ok && told(ctx, values);
    for (int i = 0; i < CK_TABLE_VALUES; i++) {
        ck_buf_free(&fields[i]);
    }
    return ok;
}

bool ck_table_rows(const char *csv, size_t len, ck_table_told *told, void *ctx)
{
    struct csv left = {csv, csv + len};
    bool ok = true;

    while (value(&left, NULL)) { /* the heads */
    }
    while (ok && left.at < left.end) {
        ok = tell_row(&left, told, ctx);
    }
    return ok;
}

struct reading {
    int rootfd, left;
    const char *name;
    ck_table_told *told;
    void *ctx;
    bool failed;
};

/* True for "2026-11-22 comments.csv" and "2026-11-22 comments (2).csv". */
static bool is_called(const char *file, const char *name)
{
    size_t date = sizeof("2026-11-22 ") - 1, len = strlen(name);

    return strlen(file) > date + len && strncmp(file + date, name, len) == 0 &&
           strchr(" .", file[date + len]) != NULL;
}

static bool read_table(void *ctx, const char *file)
{
    struct reading *reading = ctx;
    ck_autobuf struct ck_buf text = {.max = TABLE_MAX};
    char path[300];
    int64_t bytes;

    (void)snprintf(path, sizeof(path), CK_TABLE_FOLDER "/%s", file);
    if (ck_tables_own(path) && is_called(file, reading->name)) {
        ck_autoclose int fd = ck_disk_open_file(reading->rootfd, path, &bytes);

        if (fd >= 0 && ck_read_all(fd, &text, NULL)) {
            reading->failed =
                !ck_table_rows(ck_buf_text(&text), text.len, reading->told, reading->ctx);
        }
        reading->left--;
    }
    return reading->left > 0 && !reading->failed;
}

bool ck_tables_rows(int rootfd, const char *name, ck_table_told *told, void *ctx)
{
    ck_autoclose int fd =
        openat(rootfd, CK_TABLE_FOLDER, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct reading reading = {rootfd, TABLES, name, told, ctx, false};

    if (fd >= 0) {
        (void)ck_disk_list(fd, read_table, &reading);
    }
    return !reading.failed;
}
