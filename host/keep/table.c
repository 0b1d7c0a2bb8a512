#include "keep/table.h"

#include "base/buf.h"
#include "base/mem.h"
#include "keep/folder.h"
#include "keep/name.h"
#include "keep/record.h"
#include "keep/stage.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 64 * 1024, NAME_SIZE = 40 };

struct ck_table {
    int root_fd; /* borrowed */
    int dir_fd;
    size_t columns;
    char name[NAME_SIZE];
    struct ck_stage *stage;
    struct ck_buf block;
};

static bool write_block(struct ck_table *table, struct ck_error *err)
{
    bool ok = ck_buf_ok(&table->block)
                  ? ck_stage_write(table->stage, ck_buf_text(&table->block),
                                   table->block.len, err)
                  : ck_fail(err, CK_ERR_NOMEM, NULL);

    ck_buf_clear(&table->block);
    return ok;
}

/* A value that a spreadsheet would take for a formula gets a sign before it. */
static void add_value(struct ck_buf *buf, const char *value)
{
    ck_buf_addc(buf, '"');
    if (value[0] != '\0' && strchr("=+-@\t\r", value[0]) != NULL) {
        ck_buf_addc(buf, '\'');
    }
    for (; *value != '\0'; value++) {
        if (*value == '"') {
            ck_buf_addc(buf, '"');
        }
        ck_buf_addc(buf, *value);
    }
    ck_buf_addc(buf, '"');
}

bool ck_table_row(struct ck_table *table, const char *const *values, struct ck_error *err)
{
    for (size_t i = 0; i < table->columns; i++) {
        if (i > 0) {
            ck_buf_addc(&table->block, ',');
        }
        add_value(&table->block, values[i]);
    }
    ck_buf_adds(&table->block, "\r\n");
    return table->block.len < BLOCK || write_block(table, err);
}

bool ck_table_begin(int rootfd, const char *name, const char *const *heads,
                    size_t columns, struct ck_table **ret, struct ck_error *err)
{
    struct ck_table *table = ck_alloc(sizeof(*table));

    if (table == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    table->root_fd = rootfd;
    table->dir_fd = -1;
    table->columns = columns;
    ck_buf_init(&table->block, (size_t)8 * 1024 * 1024);
    (void)snprintf(table->name, sizeof(table->name), "%s", name);
    if (!ck_folder_enter(rootfd, CK_TABLE_FOLDER, &table->dir_fd, err) ||
        !ck_stage_open(table->dir_fd, table->name, -1, &table->stage, err) ||
        !ck_table_row(table, heads, err)) {
        ck_table_free(table);
        return false;
    }
    *ret = table;
    return true;
}

/* The name of this number in its folder; two runs on one day make two tables. */
static void name_of(const struct ck_table *table, int n, char ret[CK_NAME_MAX + 1])
{
    char stem[100], numbered[CK_NAME_MAX + 1], day[16] = "";
    time_t now = time(NULL);
    struct tm tm;

    if (localtime_r(&now, &tm) != NULL) {
        (void)strftime(day, sizeof(day), "%Y-%m-%d ", &tm);
    }
    (void)snprintf(stem, sizeof(stem), "%s%s", day, table->name);
    ck_folder_numbered(stem, n, numbered);
    (void)snprintf(ret, CK_NAME_MAX + 1, "%.120s.csv", numbered);
}

/* Its first free name, or the one that has just this already. */
static bool publish(struct ck_table *table, const struct ck_staged_file *file,
                    char ret[CK_NAME_MAX + 1], struct ck_error *err)
{
    struct ck_error why = {0};

    for (int n = 1; n <= CK_FOLDER_NAMES; n++) {
        name_of(table, n, ret);
        if (ck_staged_same(table->dir_fd, ret, file) ||
            ck_stage_publish(table->stage, ret, &why)) {
            return true;
        }
        if (why.code != CK_ERR_NAME) {
            break;
        }
    }
    if (err != NULL) {
        *err = why;
    }
    return false;
}

bool ck_table_end(struct ck_table *table, struct ck_archive *archive, const char *folder,
                  char ret_name[128], struct ck_error *err)
{
    char role[] = "table";
    struct ck_kept_file line = {.role = role, .name = ret_name};
    struct ck_staged_file file;
    char name[CK_NAME_MAX + 1];

    if (!write_block(table, err) || !ck_stage_seal(table->stage, &file, err) ||
        !publish(table, &file, name, err)) {
        return false;
    }
    (void)snprintf(ret_name, 128, CK_TABLE_FOLDER "/%.100s", name);
    line.bytes = file.bytes;
    memcpy(line.sha256, file.sha256, sizeof(line.sha256));
    (void)ck_record_added(archive, table->root_fd, folder, "", &line, 1);
    return true;
}

bool ck_tables_own(const char *name)
{
    static const char form[] = CK_TABLE_FOLDER "/0000-00-00 ";
    size_t len = strlen(name);

    for (size_t i = 0; i + 1 < sizeof(form); i++) {
        bool fits =
            form[i] == '0' ? name[i] >= '0' && name[i] <= '9' : name[i] == form[i];

        if (!fits) {
            return false; /* also at its end */
        }
    }
    return len > 4 && strcmp(name + len - 4, ".csv") == 0 &&
           strchr(name + sizeof(form) - 1, '/') == NULL;
}

void ck_table_free(struct ck_table *table)
{
    if (table == NULL) {
        return;
    }
    ck_stage_free(table->stage);
    ck_close_pointer(&table->dir_fd);
    ck_buf_free(&table->block);
    ck_free(table);
}
