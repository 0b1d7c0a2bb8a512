#include "keep/exported.h"

#include "keep/folder.h"
#include "keep/hash.h"
#include "keep/record.h"
#include "keep/table.h"
#include "keep/version.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

bool ck_exported_stem(int64_t created, const char *url, char ret[CK_EXPORTED_STEM])
{
    char stamp[CK_VERSION_STAMP], sha256[CK_SHA256_HEX];

    if (!ck_version_stamp(created, stamp) ||
        !ck_hash_bytes(url, strcspn(url, "?#"), sha256)) {
        return false;
    }
    (void)snprintf(ret, CK_EXPORTED_STEM, "%.17s %.16s", stamp, sha256);
    return true;
}

bool ck_exported_open(int rootfd, int *ret_fd, struct ck_error *err)
{
    return ck_folder_enter(rootfd, CK_TABLE_FOLDER, ret_fd, err);
}

bool ck_exported_keep(struct ck_archive *archive, int rootfd, const char *folder,
                      struct ck_stage *stage, const struct ck_staged_file *file,
                      const char *name, struct ck_error *err)
{
    char path[128], role[] = "own";
    struct ck_kept_file line = {.role = role, .name = path, .bytes = file->bytes};

    if (!ck_stage_publish(stage, name, err)) {
        return false;
    }
    (void)snprintf(path, sizeof(path), CK_TABLE_FOLDER "/%.100s", name);
    memcpy(line.sha256, file->sha256, sizeof(line.sha256));
    (void)ck_record_added(archive, rootfd, folder, "", &line, 1);
    return true;
}

bool ck_exported_own(const char *name)
{
    static const char form[] = CK_TABLE_FOLDER "/0000-00-00 000000 ################.";
    size_t len = sizeof(form) - 1;

    for (size_t i = 0; i < len; i++) {
        bool fits = form[i] == '0'   ? isdigit((unsigned char)name[i]) != 0
                    : form[i] == '#' ? isxdigit((unsigned char)name[i]) != 0
                                     : name[i] == form[i];

        if (!fits) {
            return false; /* also at its end */
        }
    }
    return name[len] != '\0' && strpbrk(name + len, "/.") == NULL &&
           strcmp(name + len, "nfo") != 0; /* `clipkeep export --nfo-here` made it */
}
