#include "keep/profiles.h"

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "keep/disk.h"
#include "keep/folder.h"
#include "keep/hash.h"
#include "keep/name.h"
#include "keep/record.h"
#include "keep/stage.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* "2026-11-22 184512" */
enum { STAMP_LEN = 17, NAME_SIZE = 32, FILE_MAX = 256 * 1024, FILES_MAX = 2 };

/* --- names ------------------------------------------------------------------------ */

/* True for "2026-11-22 184512.json" and for its pictures. */
static bool is_version(const char *last)
{
    static const char form[STAMP_LEN + 1] = "0000-00-00 000000";

    for (size_t i = 0; i < STAMP_LEN; i++) {
        if (form[i] == '0' ? last[i] < '0' || last[i] > '9' : last[i] != form[i]) {
            return false;
        }
    }
    return last[STAMP_LEN] == '.' && strlen(last) < NAME_SIZE;
}

bool ck_profiles_own(const char *name)
{
    static const char start[] = CK_PROFILES_FOLDER "/";
    const char *slash;

    if (strncmp(name, start, sizeof(start) - 1) != 0) {
        return false;
    }
    slash = strchr(name + sizeof(start) - 1, '/');
    return slash != NULL && is_version(slash + 1);
}

static bool find_newest(void *ctx, const char *name)
{
    char *newest = ctx;

    if (is_version(name) && strcmp(name + STAMP_LEN, ".json") == 0 &&
        strcmp(name, newest) > 0) {
        (void)snprintf(newest, NAME_SIZE, "%s", name);
    }
    return true;
}

/* --- the newest version ----------------------------------------------------------- */

/* An object with what the newest version says; empty where there is none, or where it
 * cannot be read: then another one is kept. NULL: no memory. */
static json_t *read_newest(int dirfd)
{
    char name[NAME_SIZE] = "";
    ck_autofree char *text = ck_alloc(FILE_MAX);
    ck_autoclose int fd = -1;
    int64_t bytes = 0;
    json_t *json = NULL;

    if (text == NULL) {
        return NULL;
    }
    (void)ck_disk_list(dirfd, find_newest, name);
    fd = name[0] != '\0' ? ck_disk_open_file(dirfd, name, &bytes) : -1;
    if (fd >= 0 && bytes < FILE_MAX && pread(fd, text, (size_t)bytes, 0) == bytes) {
        json = json_loadb(text, (size_t)bytes, JSON_REJECT_DUPLICATES, NULL);
    }
    if (!json_is_object(json)) {
        json_decref(json);
        json = json_object();
    }
    return json;
}

/* --- keeping ---------------------------------------------------------------------- */

struct writing {
    int dirfd;
    char place[CK_NAME_MAX + 1]; /* of the folder, in the save folder */
    struct ck_stage *stages[FILES_MAX];
    struct ck_kept_file files[FILES_MAX]; /* their names are owned */
    char last[FILES_MAX][NAME_SIZE];
    size_t count;
};

static bool stage(struct writing *writing, const char *stamp, const char *suffix,
                  const void *bytes, size_t len, struct ck_error *err)
{
    size_t at = writing->count++;
    struct ck_buf name = {.max = 512};
    char key[NAME_SIZE];
    struct ck_staged_file staged;

    (void)snprintf(key, sizeof(key), "profile.%.8s", suffix);
    (void)snprintf(writing->last[at], NAME_SIZE, "%s.%.8s", stamp, suffix);
    ck_buf_addf(&name, "%s/%s", writing->place, writing->last[at]);
    writing->files[at] = (struct ck_kept_file){.role = (char *)(uintptr_t) "profile",
                                               .name = ck_buf_take(&name)};
    if (writing->files[at].name == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!ck_stage_open(writing->dirfd, key, (int64_t)len, &writing->stages[at], err) ||
        !ck_stage_write(writing->stages[at], bytes, len, err) ||
        !ck_stage_seal(writing->stages[at], &staged, err)) {
        return false;
    }
    writing->files[at].bytes = staged.bytes;
    memcpy(writing->files[at].sha256, staged.sha256, sizeof(staged.sha256));
    return true;
}

static bool stage_json(struct writing *writing, const char *stamp, const json_t *json,
                       struct ck_error *err)
{
    ck_autofree char *text = json_dumps(json, JSON_INDENT(2));

    if (text == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return stage(writing, stamp, "json", text, strlen(text), err);
}

static bool publish(struct writing *writing, struct ck_error *err)
{
    for (size_t i = 0; i < writing->count; i++) {
        if (!ck_stage_name(writing->stages[i], writing->last[i], err)) {
            return false;
        }
    }
    return ck_stage_settle(writing->stages, writing->count, err);
}

static void end(struct writing *writing)
{
    for (size_t i = 0; i < writing->count; i++) {
        ck_stage_free(writing->stages[i]);
        ck_free(writing->files[i].name);
    }
    ck_close_pointer(&writing->dirfd);
}

/* The picture as the version tells of it: a new file, or the one that has it already; of
 * one that could not be had, what is known. A new reference, NULL after an error. */
static json_t *keep_picture(struct writing *writing, const char *stamp,
                            const struct ck_profile_version *version, json_t *before,
                            struct ck_error *err)
{
    json_t *known = json_object_get(before, "picture");
    const char *old = json_string_value(json_object_get(known, "sha256"));
    char sha256[CK_SHA256_HEX];
    json_t *picture;

    if (version->picture == NULL) {
        return known != NULL ? json_incref(known) : json_null();
    }
    if (!ck_hash_bytes(version->picture, version->picture_len, sha256)) {
        (void)ck_fail(err, CK_ERR_NOMEM, NULL);
        return NULL;
    }
    if (old != NULL && strcmp(old, sha256) == 0) {
        return json_incref(known);
    }
    if (!stage(writing, stamp, version->suffix, version->picture, version->picture_len,
               err)) {
        return NULL;
    }
    picture = json_pack("{s:s, s:s, s:I}", "file", writing->last[0], "sha256", sha256,
                        "bytes", (json_int_t)version->picture_len);
    if (picture == NULL) {
        (void)ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return picture;
}

static bool same(const json_t *a, const json_t *b, const char *key)
{
    return json_equal(json_object_get(a, key), json_object_get(b, key)) != 0;
}

/* All files of a version under their staging names; none when nothing has changed. */
static bool stage_all(struct writing *writing, const struct ck_profile_version *version,
                      struct ck_error *err)
{
    time_t at = (time_t)version->at;
    char stamp[STAMP_LEN + 1];
    struct tm tm;
    json_auto_t *before = read_newest(writing->dirfd);
    json_auto_t *now = NULL;
    json_t *picture;

    if (before == NULL || gmtime_r(&at, &tm) == NULL ||
        strftime(stamp, sizeof(stamp), "%Y-%m-%d %H%M%S", &tm) != STAMP_LEN) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    picture = keep_picture(writing, stamp, version, before, err);
    if (picture == NULL) {
        return false;
    }
    now = json_pack("{s:I, s:O, s:o}", "at", (json_int_t)version->at, "facts",
                    version->facts, "picture", picture);
    if (now == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return (same(now, before, "facts") && same(now, before, "picture")) ||
           stage_json(writing, stamp, now, err);
}

bool ck_profile_keep(struct ck_archive *archive, int rootfd, const char *folder,
                     const struct ck_profile_version *version, bool *ret_kept,
                     struct ck_error *err)
{
    struct writing writing = {.dirfd = -1};
    struct ck_error why = {0};
    bool done;

    *ret_kept = false;
    if (!ck_disk_component(version->name) ||
        snprintf(writing.place, sizeof(writing.place), "%s/%s", CK_PROFILES_FOLDER,
                 version->name) >= CK_NAME_MAX) {
        return ck_fail(err, CK_ERR_NAME, NULL);
    }
    if (!ck_folder_enter_all(rootfd, writing.place, &writing.dirfd, err)) {
        return false;
    }
    done = stage_all(&writing, version, err) &&
           (writing.count == 0 || publish(&writing, err));
    if (done && writing.count > 0) {
        *ret_kept = true;
        if (!ck_record_sums(archive, rootfd, folder, writing.files, writing.count,
                            &why)) {
            ck_log("SHA256SUMS: %s %s", ck_code_text(why.code), why.detail);
        }
    }
    end(&writing);
    return done;
}
