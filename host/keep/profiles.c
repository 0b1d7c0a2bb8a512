#include "keep/profiles.h"

#include "base/mem.h"
#include "keep/disk.h"
#include "keep/folder.h"
#include "keep/hash.h"
#include "keep/name.h"
#include "keep/record.h"
#include "keep/version.h"

#include <stdio.h>
#include <string.h>

#define ROLE "profile"

enum { LAST_SIZE = 32 };

/* --- names ------------------------------------------------------------------------ */

/* True for "2026-11-22 184512.json" and for its pictures. */
static bool is_version(const char *last)
{
    return ck_version_begins(last) && strlen(last) < LAST_SIZE;
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

    if (is_version(name) && strcmp(name + CK_VERSION_STAMP - 1, ".json") == 0 &&
        strcmp(name, newest) > 0) {
        (void)snprintf(newest, LAST_SIZE, "%s", name);
    }
    return true;
}

/* What the newest version says; empty where there is none. NULL: no memory. */
static json_t *read_newest(int dirfd)
{
    char name[LAST_SIZE] = "";

    (void)ck_disk_list(dirfd, find_newest, name);
    return name[0] != '\0' ? ck_version_read(dirfd, name) : json_object();
}

/* --- keeping ---------------------------------------------------------------------- */

/* What is to be kept, and where. */
struct keeping {
    const struct ck_profile_version *what;
    struct ck_version files;
    char place[CK_NAME_MAX + 1]; /* the folder, in the save folder */
    char stamp[CK_VERSION_STAMP];
};

/* The picture as the version tells of it: a new file, or the one that has it already; of
 * one that could not be had, what is known. A new reference, NULL after an error. */
static json_t *keep_picture(struct keeping *keeping, json_t *before, struct ck_error *err)
{
    const struct ck_profile_version *what = keeping->what;
    json_t *known = json_object_get(before, "picture");
    const char *old = json_string_value(json_object_get(known, "sha256"));
    char name[CK_NAME_MAX + LAST_SIZE + 2];
    char sha256[CK_SHA256_HEX];
    json_t *picture;

    if (what->picture == NULL) {
        return known != NULL ? json_incref(known) : json_null();
    }
    if (!ck_hash_bytes(what->picture, what->picture_len, sha256)) {
        (void)ck_fail(err, CK_ERR_NOMEM, NULL);
        return NULL;
    }
    if (old != NULL && strcmp(old, sha256) == 0) {
        return json_incref(known);
    }
    (void)snprintf(name, sizeof(name), "%s/%s.%.8s", keeping->place, keeping->stamp,
                   what->suffix);
    if (!ck_version_stage(&keeping->files, ROLE, name, what->picture, what->picture_len,
                          err)) {
        return NULL;
    }
    picture = json_pack("{s:s, s:s, s:I}", "file", strrchr(name, '/') + 1, "sha256",
                        sha256, "bytes", (json_int_t)what->picture_len);
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
static bool stage_all(struct keeping *keeping, struct ck_error *err)
{
    json_auto_t *before = read_newest(keeping->files.dirfd);
    json_auto_t *now = NULL;
    char name[CK_NAME_MAX + LAST_SIZE + 2];
    json_t *picture;

    if (before == NULL || !ck_version_stamp(keeping->what->at, keeping->stamp)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    picture = keep_picture(keeping, before, err);
    if (picture == NULL) {
        return false;
    }
    now = json_pack("{s:I, s:O, s:o}", "at", (json_int_t)keeping->what->at, "facts",
                    keeping->what->facts, "picture", picture);
    if (now == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (same(now, before, "facts") && same(now, before, "picture")) {
        return true;
    }
    (void)snprintf(name, sizeof(name), "%s/%s.json", keeping->place, keeping->stamp);
    return ck_version_stage_json(&keeping->files, ROLE, name, now, err);
}

bool ck_profile_keep(struct ck_archive *archive, int rootfd, const char *folder,
                     const struct ck_profile_version *version, bool *ret_kept,
                     struct ck_error *err)
{
    struct keeping keeping = {.what = version, .files = {.dirfd = -1}};
    struct ck_version *files = &keeping.files;
    bool done;

    *ret_kept = false;
    if (!ck_disk_component(version->name) ||
        snprintf(keeping.place, sizeof(keeping.place), "%s/%s", CK_PROFILES_FOLDER,
                 version->name) > CK_NAME_MAX) {
        return ck_fail(err, CK_ERR_NAME, NULL);
    }
    if (!ck_folder_enter_all(rootfd, keeping.place, &files->dirfd, err)) {
        return false;
    }
    done =
        stage_all(&keeping, err) && (files->count == 0 || ck_version_publish(files, err));
    if (done && files->count > 0) {
        *ret_kept = true;
        (void)ck_record_added(archive, rootfd, folder, "", files->files, files->count);
    }
    ck_version_end(files);
    return done;
}
