#include "keep/library_profiles.h"

#include "base/io.h"
#include "base/mem.h"
#include "keep/disk.h"
#include "keep/library_disk.h"
#include "keep/library_text.h"
#include "keep/profiles.h"
#include "keep/version.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The newest versions of so many accounts: more would not be looked at. */
enum { ACCOUNTS = 500, VERSIONS = 200, NAMES = 5000, FILE_MAX = 16 * 1024 * 1024 };
enum { NAME_SIZE = 256 };

/* Names in a folder, in their order, which is that of their dates. */
struct names {
    char (*all)[NAME_SIZE];
    size_t count;
};

static bool take_name(void *ctx, const char *name)
{
    struct names *names = ctx;

    if (names->count < NAMES && name[0] != '.') {
        (void)snprintf(names->all[names->count++], NAME_SIZE, "%s", name);
    }
    return true;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* False: no memory. A folder that is not there has no names. */
static bool list(int dirfd, struct names *ret)
{
    *ret = (struct names){.all = ck_alloc(NAMES * sizeof(*ret->all))};
    if (ret->all == NULL) {
        return false;
    }
    if (dirfd >= 0) {
        (void)ck_disk_list(dirfd, take_name, ret);
    }
    qsort(ret->all, ret->count, sizeof(*ret->all), by_name);
    return true;
}

static json_t *facts_of(const json_t *version)
{
    static const char *const shown[] = {
        "nickname",       "signature",      "bioLink",    "verified",  "followerCount",
        "followingCount", "privateAccount", "heartCount", "videoCount"};
    const json_t *all = json_object_get(version, "facts");
    json_t *facts = json_object();

    for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
        json_t *value = json_object_get(all, shown[i]);

        if (value != NULL) {
            (void)json_object_set(facts, shown[i], value);
        }
    }
    return facts;
}

/* The picture's name in the save folder, "" none. */
static json_t *picture_of(const json_t *version, const char *account)
{
    const char *file =
        json_string_value(json_object_get(json_object_get(version, "picture"), "file"));

    if (file == NULL || !ck_disk_component(file)) {
        return json_string("");
    }
    return json_sprintf(CK_PROFILES_FOLDER "/%s/%s", account, file);
}

static bool is_version(const char *name)
{
    const char *ending = strrchr(name, '.');

    return ck_version_begins(name) && ending != NULL && strcmp(ending, ".json") == 0;
}

/* All versions of an account. NULL: no memory. */
static json_t *read_versions(int dirfd, const char *account)
{
    struct names names;
    json_t *versions = json_array();
    size_t first = 0, found = 0;

    if (!list(dirfd, &names)) {
        json_decref(versions);
        return NULL;
    }
    for (size_t i = names.count; i > 0 && found < VERSIONS; i--) {
        found += is_version(names.all[i - 1]);
        first = i - 1;
    }
    for (size_t i = first; i < names.count; i++) {
        json_t *version =
            is_version(names.all[i]) ? ck_version_read(dirfd, names.all[i]) : NULL;
        json_t *at = json_object_get(version, "at");

        if (json_is_integer(at)) {
            (void)json_array_append_new(versions,
                                        json_pack("{s:O, s:o, s:o}", "at", at, "facts",
                                                  facts_of(version), "picture",
                                                  picture_of(version, account)));
        }
        json_decref(version);
    }
    ck_free(names.all);
    return versions;
}

static json_t *entry_of(const char *account, const json_t *versions, const char *file)
{
    const json_t *last = json_array_get(versions, json_array_size(versions) - 1);
    const json_t *facts = json_object_get(last, "facts");
    const char *nickname = json_string_value(json_object_get(facts, "nickname"));
    json_t *followers = json_object_get(facts, "followerCount");

    return json_pack("{s:s, s:s, s:O, s:o, s:I, s:s}", "name", account, "nickname",
                     nickname != NULL ? nickname : "", "picture",
                     json_object_get(last, "picture"), "followers",
                     json_is_integer(followers) ? json_incref(followers)
                                                : json_integer(-1),
                     "versions", (json_int_t)json_array_size(versions), "file", file);
}

static bool add_account(int dirfd, const char *account, const json_t *versions,
                        json_t *ret, struct ck_error *err)
{
    ck_autobuf struct ck_buf text = {.max = FILE_MAX};
    char file[CK_LIBRARY_NAME_SIZE];

    return (ck_library_script(&text, "profile", 0, versions) ||
            ck_fail(err, CK_ERR_NOMEM, NULL)) &&
           ck_library_put(dirfd, 'p', ".js", text.data, text.len, file, err) &&
           (json_array_append_new(ret, entry_of(account, versions, file)) == 0 ||
            ck_fail(err, CK_ERR_NOMEM, NULL));
}

/* One account; a folder that is none, or has no version, is passed by. */
static bool look(int parent, int dirfd, const char *account, json_t *ret,
                 struct ck_error *err)
{
    ck_autoclose int fd =
        openat(parent, account, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    json_t *versions = fd >= 0 ? read_versions(fd, account) : json_array();
    bool ok = versions != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);

    if (ok && json_array_size(versions) > 0) {
        ok = add_account(dirfd, account, versions, ret, err);
    }
    json_decref(versions);
    return ok;
}

bool ck_library_profiles(int rootfd, int dirfd, json_t *ret, struct ck_error *err)
{
    ck_autoclose int fd = openat(rootfd, CK_PROFILES_FOLDER,
                                 O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct names names;
    bool ok = list(fd, &names) || ck_fail(err, CK_ERR_NOMEM, NULL);

    for (size_t i = 0; ok && i < names.count && json_array_size(ret) < ACCOUNTS; i++) {
        ok = look(fd, dirfd, names.all[i], ret, err);
    }
    ck_free(names.all);
    return ok;
}
