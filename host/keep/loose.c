#include "keep/loose.h"

#include "base/io.h"
#include "keep/disk.h"
#include "keep/exported.h"
#include "keep/facts.h"
#include "keep/hash.h"
#include "keep/journal.h"
#include "keep/lines.h"
#include "keep/profiles.h"
#include "keep/remarks.h"
#include "keep/stamps.h"
#include "keep/sums.h"
#include "keep/table.h"

#include <string.h>

bool ck_loose_own(const char *name)
{
    return strcmp(name, CK_SUMS_NAME) == 0 || strcmp(name, CK_JOURNAL_NAME) == 0 ||
           strcmp(name, "index.html") == 0 || ck_stamps_owns(name) ||
           ck_profiles_own(name) || ck_remarks_own(name) || ck_tables_own(name) ||
           ck_exported_own(name);
}

static enum ck_verify_finding look_at(int rootfd, const struct ck_kept_file *file)
{
    char sha256[CK_SHA256_HEX];
    int64_t bytes = 0;
    ck_autoclose int fd = ck_disk_open_file(rootfd, file->name, &bytes);

    if (fd < 0) {
        return CK_FOUND_MISSING;
    }
    return bytes == file->bytes && ck_hash_fd(fd, 0, bytes, sha256, NULL) &&
                   strcmp(sha256, file->sha256) == 0
               ? CK_FOUND_GOOD
               : CK_FOUND_DAMAGED;
}

/* Told of a file that the journal knows; it is borrowed. */
typedef void added_told(void *ctx, const struct ck_kept_file *file);

/* Most lines tell of something else: those are not read as JSON. */
static bool may_tell(const struct ck_line *line, const char *word)
{
    static const char event[] = "\"event\":\"added\"";

    return memmem(line->text, line->len, event, sizeof(event) - 1) != NULL &&
           memmem(line->text, line->len, word, strlen(word)) != NULL;
}

static void tell_line(const struct ck_line *line, added_told *told, void *ctx)
{
    json_auto_t *event = ck_journal_event(line->text, line->len);
    struct ck_kept added;

    if (event == NULL || !ck_facts_of_added(event, &added)) {
        return;
    }
    /* Those of a post are in the archive. */
    for (size_t i = 0; i < added.file_count && added.id[0] == '\0'; i++) {
        told(ctx, &added.files[i]);
    }
    ck_kept_clear(&added);
}

/* Tells of those in lines that hold `word`. */
static bool each_added(int rootfd, const char *word, added_told *told, void *ctx,
                       struct ck_error *err)
{
    struct ck_line_reader reader;
    struct ck_line line;
    bool found = true, ok;

    ok = ck_line_reader_begin(rootfd, CK_JOURNAL_NAME, CK_JOURNAL_LINE_MAX, &reader, err);
    while (ok && (ok = ck_line_reader_next(&reader, &found, &line, err)) && found) {
        if (may_tell(&line, word)) {
            tell_line(&line, told, ctx);
        }
    }
    ck_line_reader_end(&reader);
    return ok;
}

struct checking {
    int rootfd;
    ck_verify_told *told;
    void *ctx;
};

static void check_file(void *ctx, const struct ck_kept_file *file)
{
    const struct checking *checking = ctx;

    checking->told(checking->ctx,
                   &(struct ck_verify_news){look_at(checking->rootfd, file), "",
                                            file->name, NULL, file->bytes});
}

bool ck_loose_check(int rootfd, ck_verify_told *told, void *ctx, struct ck_error *err)
{
    struct checking checking = {rootfd, told, ctx};

    return each_added(rootfd, "", check_file, &checking, err);
}

struct sought {
    const char *name, *sha256;
    bool found;
};

static void compare_file(void *ctx, const struct ck_kept_file *file)
{
    struct sought *sought = ctx;

    sought->found = sought->found || (strcmp(file->name, sought->name) == 0 &&
                                      strcmp(file->sha256, sought->sha256) == 0);
}

bool ck_loose_knows(int rootfd, const char *name, const char *sha256, bool *ret,
                    struct ck_error *err)
{
    struct sought sought = {name, sha256, false};
    bool ok = each_added(rootfd, sha256, compare_file, &sought, err);

    *ret = sought.found;
    return ok;
}
