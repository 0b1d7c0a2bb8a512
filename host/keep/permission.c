#include "keep/permission.h"

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "keep/db.h"
#include "keep/disk.h"
#include "keep/journal.h"
#include "keep/permission_parts.h"
#include "keep/record.h"
#include "keep/stage.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

enum { NAME_TRIES = 100, FILES_MAX = 2 };

/* A permission or withdrawal on its way to the disk. */
struct writing {
    struct ck_archive *archive;
    int rootfd, dirfd;
    const char *post, *folder;
    int64_t holder; /* number of the record that is to have the files */
    struct ck_stage *stages[FILES_MAX];
    struct ck_kept_file files[FILES_MAX]; /* their names are owned */
    size_t count;
};

static void drop_files(struct writing *writing)
{
    for (size_t i = 0; i < writing->count; i++) {
        ck_stage_free(writing->stages[i]);
        ck_free(writing->files[i].name);
    }
    writing->count = 0;
}

static void end(struct writing *writing)
{
    drop_files(writing);
    ck_close_pointer(&writing->dirfd);
}

/* The files are to lie beside the file `name`. */
static bool begin(struct writing *writing, const char *name, struct ck_error *err)
{
    const char *last;
    ck_autoclose int at = ck_disk_open_parent(writing->rootfd, name, &last);

    /* That one is for looking up names only. */
    writing->dirfd = at >= 0 ? openat(at, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    return writing->dirfd >= 0 ||
           ck_fail(err, CK_ERR_NOT_FOUND, "the folder of the post");
}

/* Writes one file under its staging name. Takes `name`. */
static bool stage(struct writing *writing, const char *role, char *name,
                  const char *bytes, size_t len, struct ck_error *err)
{
    struct ck_stage **at = &writing->stages[writing->count];
    struct ck_kept_file *file = &writing->files[writing->count++];
    ck_autobuf struct ck_buf key = {.max = 64};
    struct ck_staged_file staged;

    *at = NULL;
    *file = (struct ck_kept_file){.role = (char *)(uintptr_t)role, .name = name};
    ck_buf_addf(&key, "%s.%s", writing->post, role);
    if (name == NULL || !ck_buf_ok(&key)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!ck_stage_open(writing->dirfd, key.data, (int64_t)len, at, err) ||
        !ck_stage_write(*at, bytes, len, err) || !ck_stage_seal(*at, &staged, err)) {
        return false;
    }
    file->bytes = staged.bytes;
    memcpy(file->sha256, staged.sha256, sizeof(file->sha256));
    return true;
}

/* The same for JSON, which it takes (NULL is no memory). */
static bool stage_json(struct writing *writing, const char *role, char *name,
                       json_t *json, struct ck_error *err)
{
    ck_autobuf struct ck_buf text = {.max = CK_PERMISSION_FILE_MAX};
    bool ok = ck_json_add(&text, json, JSON_INDENT(2));

    json_decref(json);
    ck_buf_addc(&text, '\n');
    if (!ok || !ck_buf_ok(&text)) {
        ck_free(name);
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return stage(writing, role, name, text.data, text.len, err);
}

static const char *last_of(const char *name)
{
    const char *slash = strrchr(name, '/');

    return slash != NULL ? slash + 1 : name;
}

/* Gives all their names, or none. */
static bool publish(struct writing *writing, struct ck_error *err)
{
    for (size_t i = 0; i < writing->count; i++) {
        if (!ck_stage_name(writing->stages[i], last_of(writing->files[i].name), err)) {
            return false;
        }
    }
    return ck_stage_settle(writing->stages, writing->count, err);
}

/* From here on the files are there: what a list cannot take is said, and made up for:
 * SHA256SUMS when there is time, the archive by a rescan. */
static bool list(struct writing *writing, enum ck_files_event event)
{
    const struct ck_kept files = {.file_count = writing->count, .files = writing->files};
    struct ck_error err = {0};
    bool summed = ck_record_sums(writing->archive, writing->rootfd, writing->folder,
                                 writing->files, writing->count, &err);

    if (!summed) {
        ck_log("SHA256SUMS: %s %s", ck_code_text(err.code), err.detail);
    }
    if (!ck_journal_files(writing->rootfd, event, writing->post, &files, &err)) {
        ck_log("the journal: %s %s", ck_code_text(err.code), err.detail);
    }
    return summed;
}

static bool enter(struct writing *writing, const struct ck_permission *permission,
                  bool summed, struct ck_error *err)
{
    sqlite3 *db = writing->archive->db;

    return ck_db_begin(writing->archive->db, err) &&
           ck_db_end(
               db,
               ck_permission_add_files(writing->archive, writing->holder, writing->files,
                                       writing->count, summed, err) &&
                   ck_permission_enter(writing->archive, writing->post, permission, err),
               err);
}

/* --- a permission ------------------------------------------------------------------ */

/* A new name; NULL: no memory. */
static char *name_of(const char *base, int64_t number, const char *ending)
{
    struct ck_buf name = {.max = 1024};

    ck_buf_addf(&name, "%spermission-%lld%s", base, (long long)number, ending);
    return ck_buf_take(&name);
}

static bool stage_proof(struct writing *writing, const char *base, int64_t number,
                        const struct ck_proof *proof, struct ck_permission *permission,
                        struct ck_error *err)
{
    const struct ck_kept_file *file = &writing->files[0];
    char ending[12], after[24];

    permission->proof = (char *)(uintptr_t) "";
    if (proof == NULL) {
        return true;
    }
    ck_permission_ending(proof->name, ending);
    (void)snprintf(after, sizeof(after), ".proof%s", ending);
    if (!stage(writing, CK_ROLE_PROOF, name_of(base, number, after), proof->bytes,
               proof->len, err)) {
        return false;
    }
    permission->proof = file->name;
    permission->proof_bytes = file->bytes;
    memcpy(permission->proof_sha256, file->sha256, sizeof(file->sha256));
    return true;
}

/* What is to be written down of a post. */
struct request {
    const struct ck_kept *kept;
    const struct ck_permit *permit;
    const struct ck_proof *proof; /* NULL: none */
    const char *base;             /* of the files' names */
};

/* All of it under this number; the strings of `permission` are borrowed. */
static bool write_numbered(struct writing *writing, const struct request *request,
                           struct ck_permission *permission, struct ck_error *err)
{
    int64_t number = permission->number;
    const char *base = request->base;

    drop_files(writing);
    if (!stage_proof(writing, base, number, request->proof, permission, err) ||
        !stage_json(writing, CK_ROLE_PERMISSION, name_of(base, number, ".json"),
                    ck_permission_json(writing->post, request->kept->page, permission),
                    err)) {
        return false;
    }
    permission->file = writing->files[writing->count - 1].name;
    return publish(writing, err);
}

/* Under the first number that nothing has. */
static bool write_down(struct writing *writing, const struct request *request,
                       struct ck_error *err)
{
    const struct ck_permit *permit = request->permit;
    struct ck_permission permission = {.who = (char *)(uintptr_t)permit->who,
                                       .note = (char *)(uintptr_t)permit->note,
                                       .scope = permit->scope,
                                       .recorded_at = ck_db_now()};

    memcpy(permission.given, permit->given, sizeof(permission.given));
    if (!ck_permission_next(writing->archive, writing->post, &permission.number, err)) {
        return false;
    }
    for (int i = 0; i < NAME_TRIES; i++, permission.number++) {
        if (write_numbered(writing, request, &permission, err)) {
            return enter(writing, &permission, list(writing, CK_PERMITTED), err);
        }
        if (err->code != CK_ERR_NAME) {
            return false;
        }
    }
    return false;
}

static bool keep(struct writing *writing, struct request *request, struct ck_error *err)
{
    ck_autobuf struct ck_buf base = {.max = 900};

    if (!ck_permission_holder(writing->archive, request->kept, &writing->holder, err)) {
        return false;
    }
    if (writing->holder == 0 || !ck_permission_base(request->kept, &base)) {
        return ck_fail(err, CK_ERR_NOT_FOUND, "the post");
    }
    request->base = base.data;
    return begin(writing, request->kept->files[0].name, err) &&
           write_down(writing, request, err);
}

bool ck_permission_keep(struct ck_archive *archive, int rootfd,
                        const struct ck_kept *kept, const struct ck_permit *permit,
                        const struct ck_proof *proof, struct ck_error *err)
{
    struct writing writing = {.archive = archive,
                              .rootfd = rootfd,
                              .dirfd = -1,
                              .post = kept->id,
                              .folder = kept->folder};
    struct request request = {.kept = kept, .permit = permit, .proof = proof};
    struct ck_error why = {0};
    const char *bad;
    bool ok;

    if (!ck_permit_valid(permit, &bad)) {
        return ck_fail(err, CK_ERR_MESSAGE, "%s", bad);
    }
    if (proof != NULL && proof->len > CK_PERMISSION_PROOF_MAX) {
        return ck_fail(err, CK_ERR_PROOF_LARGE, NULL);
    }
    ok = keep(&writing, &request, &why);
    end(&writing);
    if (!ok && err != NULL) {
        *err = why;
    }
    return ok;
}

/* --- a withdrawal ------------------------------------------------------------------ */

/* Its place in the list; the count when it is not there. */
static size_t find(const struct ck_permission *list, size_t count, int64_t number)
{
    size_t at = 0;

    while (at < count && list[at].number != number) {
        at++;
    }
    return at;
}

/* One that lies there already, from a run that died before it was recorded, counts. */
static bool adopt(struct writing *writing, int64_t *ret_at)
{
    json_auto_t *json = NULL;

    if (!ck_permission_load(writing->dirfd, last_of(writing->files[0].name), &json,
                            &writing->files[0])) {
        return false;
    }
    *ret_at = ck_withdrawal_read(json);
    return *ret_at != 0;
}

static bool withdraw(struct writing *writing, struct ck_permission *permission,
                     struct ck_error *err)
{
    char *name = ck_withdrawal_name(permission->file);

    permission->withdrawn_at = ck_db_now();
    return begin(writing, permission->file, err) &&
           stage_json(writing, CK_ROLE_WITHDRAWAL, name,
                      ck_withdrawal_json(writing->post, permission->file,
                                         permission->withdrawn_at),
                      err) &&
           (publish(writing, err) ||
            (err->code == CK_ERR_NAME && adopt(writing, &permission->withdrawn_at))) &&
           enter(writing, permission, list(writing, CK_WITHDRAWN), err);
}

bool ck_permission_withdraw(struct ck_archive *archive, int rootfd, const char *post,
                            int64_t number, struct ck_error *err)
{
    struct writing writing = {
        .archive = archive, .rootfd = rootfd, .dirfd = -1, .post = post};
    ck_autofree char *folder = NULL;
    struct ck_permission *all = NULL;
    struct ck_error why = {0};
    size_t count = 0, at;
    bool ok = ck_permission_list(archive, post, &all, &count, &why) &&
              ck_permission_place(archive, post, number, &folder, &writing.holder, &why);

    at = find(all, count, number);
    if (ok && at < count && all[at].withdrawn_at == 0) {
        writing.folder = folder;
        ok = withdraw(&writing, &all[at], &why);
    }
    end(&writing);
    ck_permissions_free(all, count);
    if (!ok && err != NULL) {
        *err = why;
    }
    return ok;
}
