/* Permissions found in the save folder. */
#include "base/io.h"
#include "base/mem.h"
#include "keep/db.h"
#include "keep/hash.h"
#include "keep/permission_parts.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

bool ck_permission_load(int dirfd, const char *last, json_t **ret,
                        struct ck_kept_file *ret_file)
{
    ck_autobuf struct ck_buf text = {.max = CK_PERMISSION_FILE_MAX};
    ck_autoclose int fd =
        openat(dirfd, last, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    *ret = NULL;
    if (fd < 0 || !ck_read_all(fd, &text, NULL) ||
        !ck_hash_bytes(ck_buf_text(&text), text.len, ret_file->sha256)) {
        return false;
    }
    ret_file->bytes = (int64_t)text.len;
    *ret = json_loadb(ck_buf_text(&text), text.len, JSON_REJECT_DUPLICATES, NULL);
    return *ret != NULL;
}

bool ck_permission_beside(struct ck_archive *archive, const char *folder,
                          const char *post, const char *base, int64_t *ret,
                          struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = false;

    *ret = 0;
    if (!ck_db_prepare(archive->db,
                       "SELECT number FROM posts WHERE id = ?1 AND folder = ?2"
                       " ORDER BY EXISTS (SELECT 1 FROM files WHERE post = number AND"
                       " name IN (?3 || 'info.json', ?3 || 'post.info.json')) DESC,"
                       " number DESC LIMIT 1",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, post);
    ck_db_text(stmt, 2, folder);
    ck_db_text(stmt, 3, base);
    if (!ck_db_step(stmt, &row, err)) {
        return false;
    }
    *ret = row ? sqlite3_column_int64(stmt, 0) : 0;
    return true;
}

/* The post that the permission lies beside. */
static bool find_holder(struct ck_archive *archive, const char *folder, const char *post,
                        const char *name, int64_t *ret, struct ck_error *err)
{
    ck_autobuf struct ck_buf base = {.max = 1024};
    char last[40];

    (void)snprintf(last, sizeof(last), "permission-%lld.json",
                   (long long)ck_permission_number_of(name));
    ck_buf_add(&base, name, strlen(name) - strlen(last));
    return ck_permission_beside(archive, folder, post, ck_buf_text(&base), ret, err);
}

/* What was found of one permission. Strings are borrowed. */
struct found {
    struct ck_kept_file files[3];
    size_t count;
};

static struct ck_kept_file *add(struct found *found, const char *role, char *name)
{
    struct ck_kept_file *file = &found->files[found->count++];

    *file = (struct ck_kept_file){.role = (char *)(uintptr_t)role, .name = name};
    return file;
}

static void add_proof(struct found *found, const struct ck_permission *permission)
{
    if (permission->proof[0] != '\0') {
        struct ck_kept_file *file = add(found, CK_ROLE_PROOF, permission->proof);

        file->bytes = permission->proof_bytes;
        memcpy(file->sha256, permission->proof_sha256, sizeof(file->sha256));
    }
}

/* `name`: of the withdrawal, which may not be there. */
static void add_withdrawal(struct found *found, int dirfd, char *name,
                           struct ck_permission *permission)
{
    const char *slash = strrchr(name, '/');
    struct ck_kept_file file = {.role = (char *)(uintptr_t)CK_ROLE_WITHDRAWAL,
                                .name = name};
    json_auto_t *json = NULL;

    if (ck_permission_load(dirfd, slash != NULL ? slash + 1 : name, &json, &file)) {
        permission->withdrawn_at = ck_withdrawal_read(json);
        if (permission->withdrawn_at != 0) {
            found->files[found->count++] = file;
        }
    }
}

/* Whether the archive has it, with its withdrawal if it has one. */
static bool is_known(struct ck_archive *archive, const char *post,
                     const struct ck_permission *permission, bool *ret,
                     struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db,
                       "SELECT 1 FROM permissions WHERE post = ?1 AND file = ?2"
                       " AND withdrawn_at = ?3",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, post);
    ck_db_text(stmt, 2, permission->file);
    ck_db_int(stmt, 3, permission->withdrawn_at);
    return ck_db_step(stmt, ret, err);
}

static bool enter(struct ck_archive *archive, const char *folder, const char *post,
                  const struct ck_permission *permission, const struct found *found,
                  bool *ret_entered, struct ck_error *err)
{
    int64_t holder = 0;
    bool known = false;

    if (!find_holder(archive, folder, post, permission->file, &holder, err) ||
        !is_known(archive, post, permission, &known, err)) {
        return false;
    }
    *ret_entered = holder != 0 && !known;
    return holder == 0 || (ck_permission_add_files(archive, holder, found->files,
                                                   found->count, false, err) &&
                           ck_permission_enter(archive, post, permission, err));
}

bool ck_permission_found(struct ck_archive *archive, const char *folder, int dirfd,
                         const char *name, bool *ret_entered, struct ck_error *err)
{
    ck_autofree char *withdrawal = ck_withdrawal_name(name);
    const char *slash = strrchr(name, '/');
    struct ck_kept_file own = {0};
    struct ck_permission permission;
    struct found found = {.count = 0};
    json_auto_t *json = NULL;
    char post[24];
    bool ok;

    *ret_entered = false;
    if (withdrawal == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!ck_permission_load(dirfd, slash != NULL ? slash + 1 : name, &json, &own) ||
        !ck_permission_read(json, name, post, &permission)) {
        return true; /* one that cannot be read keeps none of the others */
    }
    own.role = (char *)(uintptr_t)CK_ROLE_PERMISSION;
    own.name = permission.file;
    found.files[found.count++] = own;
    add_proof(&found, &permission);
    add_withdrawal(&found, dirfd, withdrawal, &permission);
    ok = enter(archive, folder, post, &permission, &found, ret_entered, err);
    ck_permission_clear(&permission);
    return ok;
}
