#include "keep/exported_files.h"

#include "base/io.h"
#include "base/mem.h"
#include "keep/disk.h"
#include "keep/facts.h"
#include "keep/journal.h"
#include "keep/lines.h"

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

static bool may_tell(const struct ck_line *line)
{
    static const char word[] = "\"role\":\"own\"";

    return memmem(line->text, line->len, word, sizeof(word) - 1) != NULL;
}

/* Notes the hashes that a line of the journal tells. */
static void note(const struct ck_exported_files *files, const struct ck_line *line)
{
    json_auto_t *event = may_tell(line) ? ck_journal_event(line->text, line->len) : NULL;
    struct ck_kept added;

    if (event == NULL || !ck_facts_of_added(event, &added)) {
        return;
    }
    for (size_t i = 0; i < added.file_count; i++) {
        const struct ck_kept_file *told = &added.files[i];
        struct ck_exported_file *file =
            ck_exported_own(told->name)
                ? ck_exported_file_find(files, told->name + CK_EXPORTED_AT)
                : NULL;

        if (file != NULL && strcmp(file->name, told->name) == 0) {
            memcpy(file->sha256, told->sha256, sizeof(file->sha256));
            file->at = json_integer_value(json_object_get(event, "at"));
        }
    }
    ck_kept_clear(&added);
}

static bool read_journal(int rootfd, const struct ck_exported_files *files,
                         struct ck_error *err)
{
    struct ck_line_reader reader;
    struct ck_line line;
    bool found = true, ok;

    ok = ck_line_reader_begin(rootfd, CK_JOURNAL_NAME, CK_JOURNAL_LINE_MAX, &reader, err);
    while (ok && (ok = ck_line_reader_next(&reader, &found, &line, err)) && found) {
        note(files, &line);
    }
    ck_line_reader_end(&reader);
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
