#include "keep/sums_check.h"

#include "base/mem.h"
#include "keep/db.h"
#include "keep/disk.h"
#include "keep/folder.h"
#include "keep/lines.h"
#include "keep/loose.h"
#include "keep/sums.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct checking {
    struct ck_archive *archive;
    int rootfd;
    const char *folder;
    bool moved;
};

/* Asks for a row of this folder with `text` as ?1. */
static bool has_row(const struct checking *checking, const char *sql, const char *text,
                    bool *ret, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(checking->archive->db, sql, &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, text);
    ck_db_text(stmt, 2, checking->folder);
    return ck_db_step(stmt, ret, err);
}

/* True for the bytes that Clipkeep writes: sha256sum lets other forms pass. */
static bool is_canonical(const struct ck_line *line, const char *sha256, const char *name)
{
    ck_autobuf struct ck_buf text = {.max = (size_t)2 * CK_SUMS_LINE_MAX};

    ck_sums_encode(&text, sha256, name);
    return ck_buf_ok(&text) && text.len == line->len + 1 &&
           memcmp(text.data, line->text, line->len) == 0;
}

/* No post has the name: a file of somebody else's, one that was found elsewhere, or one
 * of ours that belongs to no post and is missing, of which ck_loose_check() tells. */
static bool check_stranger(const struct checking *checking, const char *sha256,
                           const char *name, bool *ret_right, struct ck_error *err)
{
    *ret_right = ck_folder_has(checking->rootfd, name, -1);
    if (!*ret_right && ck_loose_own(name) &&
        !ck_loose_knows(checking->rootfd, name, sha256, ret_right, err)) {
        return false;
    }
    return *ret_right || !checking->moved ||
           has_row(checking,
                   "SELECT 1 FROM files JOIN posts ON number = post"
                   " WHERE sha256 = ?1 AND folder = ?2 LIMIT 1",
                   sha256, ret_right, err);
}

/* Whether a file of this name is kept, and with these bytes. */
static bool look_up(const struct checking *checking, const char *sha256, const char *name,
                    bool *ret_known, bool *ret_same, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(checking->archive->db,
                       "SELECT sha256 = ?1 FROM files JOIN posts ON number = post"
                       " WHERE name = ?2 AND folder = ?3 ORDER BY 1 DESC LIMIT 1",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, sha256);
    ck_db_text(stmt, 2, name);
    ck_db_text(stmt, 3, checking->folder);
    if (!ck_db_step(stmt, ret_known, err)) {
        return false;
    }
    *ret_same = *ret_known && sqlite3_column_int(stmt, 0) != 0;
    return true;
}

static bool check_entry(const struct checking *checking, const struct ck_line *line,
                        const char *sha256, const char *name, bool *ret_right,
                        struct ck_error *err)
{
    bool known = false, same = false;

    if (!look_up(checking, sha256, name, &known, &same, err)) {
        return false;
    }
    if (!known) {
        return check_stranger(checking, sha256, name, ret_right, err);
    }
    *ret_right = same && is_canonical(line, sha256, name);
    return true;
}

struct begun {
    const char *name; /* without its folder, as far as it goes */
    bool found;
};

static bool look_for(void *ctx, const char *name)
{
    struct begun *begun = ctx;

    begun->found = strncmp(name, begun->name, strlen(begun->name)) == 0;
    return !begun->found;
}

/* A power cut may leave the beginning of a line: the file that it was to name is there,
 * since lines are written last. */
static bool is_unfinished(const struct checking *checking, const struct ck_line *line)
{
    enum { BEFORE_NAME = 66 };
    ck_autobuf struct ck_buf name = {.max = CK_SUMS_LINE_MAX};
    struct begun begun = {0};
    const char *last = NULL;

    if (!ck_sums_begun(line->text, line->len) || line->len <= BEFORE_NAME) {
        return ck_sums_begun(line->text, line->len);
    }
    ck_buf_add(&name, line->text + BEFORE_NAME, line->len - BEFORE_NAME);
    if (!ck_buf_ok(&name)) {
        return false;
    }
    /* Zeros are what some filesystems fill with; one behind a whole name is a newline
     * that was changed. */
    if (strlen(name.data) < name.len && ck_folder_has(checking->rootfd, name.data, -1)) {
        return false;
    }
    name.len = strlen(name.data);
    ck_buf_addc(&name, '_'); /* so that something stands behind a folder's slash */
    ck_autoclose int at = ck_disk_open_parent(checking->rootfd, name.data, &last);
    ck_autoclose int dirfd =
        at >= 0 ? openat(at, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    name.data[name.len - 1] = '\0';
    begun.name = last;
    return dirfd >= 0 && !ck_disk_list(dirfd, look_for, &begun) && begun.found;
}

static bool is_comment(const struct ck_line *line)
{
    return line->len == 0 ||
           (line->text[0] == '#' && (line->len == 1 || line->text[1] == ' '));
}

static bool check_line(const struct checking *checking, const struct ck_line *line,
                       bool *ret_right, struct ck_error *err)
{
    ck_autobuf struct ck_buf name = {.max = CK_SUMS_LINE_MAX};
    char sha256[65];

    *ret_right = is_comment(line);
    if (*ret_right) {
        return true;
    }
    if (!line->whole) {
        *ret_right = is_unfinished(checking, line);
        return true;
    }
    return !ck_sums_decode(line->text, line->len, sha256, &name) ||
           check_entry(checking, line, sha256, ck_buf_text(&name), ret_right, err);
}

bool ck_sums_check(struct ck_archive *archive, int rootfd, const char *folder, bool moved,
                   struct ck_sums_report *ret, struct ck_error *err)
{
    const struct checking checking = {archive, rootfd, folder, moved};
    struct ck_line_reader reader;
    struct ck_line line;
    bool found = true, right = true, ok;

    *ret = (struct ck_sums_report){0};
    ok = ck_line_reader_begin(rootfd, CK_SUMS_NAME, CK_SUMS_LINE_MAX, &reader, err);
    while (ok && (ok = ck_line_reader_next(&reader, &found, &line, err)) && found) {
        ok = check_line(&checking, &line, &right, err);
        ret->lines++;
        ret->wrong += right ? 0 : 1;
        ret->first_wrong =
            ret->first_wrong == 0 && !right ? ret->lines : ret->first_wrong;
    }
    ck_line_reader_end(&reader);
    return ok;
}
