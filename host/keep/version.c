#include "keep/version.h"

#include "base/buf.h"
#include "base/mem.h"
#include "keep/disk.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

enum { FILE_MAX = 64 * 1024 * 1024 };

bool ck_version_stamp(int64_t at, char ret[CK_VERSION_STAMP])
{
    time_t time = (time_t)at;
    struct tm tm;

    return at >= 0 && gmtime_r(&time, &tm) != NULL &&
           strftime(ret, CK_VERSION_STAMP, "%Y-%m-%d %H%M%S", &tm) ==
               CK_VERSION_STAMP - 1;
}

bool ck_version_begins(const char *text)
{
    static const char form[CK_VERSION_STAMP] = "0000-00-00 000000";

    for (size_t i = 0; i < CK_VERSION_STAMP - 1; i++) {
        if (form[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != form[i]) {
            return false;
        }
    }
    return text[CK_VERSION_STAMP - 1] == '.';
}

static const char *last_of(const char *name)
{
    const char *slash = strrchr(name, '/');

    return slash != NULL ? slash + 1 : name;
}

bool ck_version_stage(struct ck_version *version, const char *role, const char *name,
                      const void *bytes, size_t len, struct ck_error *err)
{
    size_t at = version->count++;
    char key[64];
    struct ck_staged_file staged;

    (void)snprintf(key, sizeof(key), "version.%s%zu", role, at);
    version->files[at] =
        (struct ck_kept_file){.role = (char *)(uintptr_t)role, .name = ck_strdup(name)};
    if (version->files[at].name == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!ck_stage_open(version->dirfd, key, (int64_t)len, &version->stages[at], err) ||
        !ck_stage_write(version->stages[at], bytes, len, err) ||
        !ck_stage_seal(version->stages[at], &staged, err)) {
        return false;
    }
    version->files[at].bytes = staged.bytes;
    memcpy(version->files[at].sha256, staged.sha256, sizeof(staged.sha256));
    return true;
}

bool ck_version_stage_json(struct ck_version *version, const char *role, const char *name,
                           const json_t *json, struct ck_error *err)
{
    ck_autofree char *text = json_dumps(json, JSON_INDENT(2));

    if (text == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return ck_version_stage(version, role, name, text, strlen(text), err);
}

bool ck_version_publish(struct ck_version *version, struct ck_error *err)
{
    for (size_t i = 0; i < version->count; i++) {
        if (!ck_stage_name(version->stages[i], last_of(version->files[i].name), err)) {
            return false;
        }
    }
    return ck_stage_settle(version->stages, version->count, err);
}

json_t *ck_version_read(int dirfd, const char *name)
{
    int64_t bytes = 0;
    ck_autoclose int fd = ck_disk_open_file(dirfd, name, &bytes);
    bool fits = fd >= 0 && bytes > 0 && bytes < FILE_MAX;
    ck_autofree char *text = ck_alloc(fits ? (size_t)bytes : 1);
    json_t *json = NULL;

    if (text == NULL) {
        return NULL;
    }
    if (fits && pread(fd, text, (size_t)bytes, 0) == bytes) {
        json = json_loadb(text, (size_t)bytes, JSON_REJECT_DUPLICATES, NULL);
    }
    if (!json_is_object(json)) {
        json_decref(json);
        json = json_object();
    }
    return json;
}

void ck_version_end(struct ck_version *version)
{
    for (size_t i = 0; i < version->count; i++) {
        ck_stage_free(version->stages[i]);
        ck_free(version->files[i].name);
    }
    ck_close_pointer(&version->dirfd);
}
