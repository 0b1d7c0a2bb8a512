#include "keep/exported_files.h"

#include "base/io.h"
#include "base/mem.h"
#include "keep/disk.h"
#include "keep/loose.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FILES = 100000, STEM = CK_EXPORTED_STEM - 1 };

struct listing {
    int rootfd;
    struct ck_exported_files *files;
    bool no_memory;
};

/* The second in the name, as it is made by ck_version_stamp(). */
static int64_t second_of(const char *name)
{
    struct tm tm = {0};

    return strptime(name + CK_EXPORTED_AT, "%Y-%m-%d %H%M%S ", &tm) != NULL
               ? (int64_t)timegm(&tm)
               : 0;
}

static bool grow(struct ck_exported_files *files)
{
    size_t room = files->room * 2 + 64;
    struct ck_exported_file *grown = ck_realloc(files->of, room * sizeof(*grown));

    if (grown != NULL) {
        files->of = grown;
        files->room = room;
    }
    return grown != NULL;
}

static bool add(void *ctx, const char *entry)
{
    struct listing *listing = ctx;
    struct ck_exported_files *files = listing->files;
    struct ck_exported_file file = {0};
    char path[300];

    (void)snprintf(path, sizeof(path), CK_TABLE_FOLDER "/%.255s", entry);
    if (!ck_exported_own(path)) {
        return true;
    }
    ck_autoclose int fd = ck_disk_open_file(listing->rootfd, path, &file.bytes);

    file.created = second_of(path);
    if (fd < 0 || file.created <= 0) {
        return true;
    }
    file.name = ck_strdup(path);
    listing->no_memory =
        file.name == NULL || (files->count == files->room && !grow(files));
    if (listing->no_memory) {
        ck_free(file.name);
        return false;
    }
    files->of[files->count++] = file;
    return files->count < FILES;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct ck_exported_file *)a)->name,
                  ((const struct ck_exported_file *)b)->name);
}

static int by_stem(const void *stem, const void *file)
{
    return strncmp(stem, ((const struct ck_exported_file *)file)->name + CK_EXPORTED_AT,
                   STEM);
}

struct ck_exported_file *ck_exported_file_find(const struct ck_exported_files *files,
                                               const char *stem)
{
    return files->count > 0
               ? bsearch(stem, files->of, files->count, sizeof(*files->of), by_stem)
               : NULL;
}

/* The hashes, as far as the journal tells them. */
static bool read_journal(int rootfd, const struct ck_exported_files *files,
                         struct ck_error *err)
{
    struct ck_loose loose;
    bool ok = ck_loose_read(rootfd, &loose, err);

    for (size_t i = 0; ok && i < files->count; i++) {
        struct ck_exported_file *file = &files->of[i];
        const json_t *facts = json_object_get(loose.here, file->name);

        if (facts != NULL) {
            (void)snprintf(file->sha256, sizeof(file->sha256), "%s",
                           json_string_value(json_object_get(facts, "sha256")));
            file->at = json_integer_value(json_object_get(facts, "at"));
        }
    }
    ck_loose_clear(&loose);
    return ok;
}

bool ck_exported_files_read(int rootfd, struct ck_exported_files *ret,
                            struct ck_error *err)
{
    struct listing listing = {.rootfd = rootfd, .files = ret};
    ck_autoclose int fd =
        openat(rootfd, CK_TABLE_FOLDER, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    bool ok;

    *ret = (struct ck_exported_files){0};
    if (fd >= 0) {
        (void)ck_disk_list(fd, add, &listing);
    }
    if (ret->count == 0 && !listing.no_memory) {
        return true;
    }
    ok = !listing.no_memory || ck_fail(err, CK_ERR_NOMEM, NULL);
    if (ok) {
        qsort(ret->of, ret->count, sizeof(*ret->of), by_name);
        ok = read_journal(rootfd, ret, err);
    }
    if (!ok) {
        ck_exported_files_free(ret);
    }
    return ok;
}

void ck_exported_files_free(struct ck_exported_files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        ck_free(files->of[i].name);
    }
    ck_free(files->of);
    *files = (struct ck_exported_files){0};
}
