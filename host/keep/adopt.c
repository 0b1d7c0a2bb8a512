#include "keep/adopt.h"

#include "keep/folder.h"

#include <stdio.h>

bool ck_adopt_file(int dirfd, const char *stem, const char *suffix,
                   const struct ck_staged_file *file, char ret_stem[CK_NAME_MAX + 1])
{
    char name[2 * CK_NAME_MAX];

    for (int n = 1; n <= CK_FOLDER_NAMES; n++) {
        ck_folder_numbered(stem, n, ret_stem);
        (void)snprintf(name, sizeof(name), "%s%s", ret_stem, suffix);
        if (ck_staged_same(dirfd, name, file)) {
            return true;
        }
    }
    return false;
}

bool ck_adopt_album(int dirfd, const char *stem, const struct ck_album_file *files,
                    size_t count, char ret_name[CK_NAME_MAX + 1])
{
    for (int n = 1; n <= CK_FOLDER_NAMES; n++) {
        ck_folder_numbered(stem, n, ret_name);
        if (ck_album_same(dirfd, ret_name, files, count)) {
            return true;
        }
    }
    return false;
}
