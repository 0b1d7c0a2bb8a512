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

/* Most lines tell of something else: those are not read as JSON. */
static bool may_be_added(const struct ck_line *line)
{
    static const char word[] = "\"event\":\"added\"";

    return memmem(line->text, line->len, word, sizeof(word) - 1) != NULL;
}

static void check_line(int rootfd, const struct ck_line *line, ck_verify_told *told,
                       void *ctx)
{
    json_auto_t *event =
        may_be_added(line) ? ck_journal_event(line->text, line->len) : NULL;
    struct ck_kept added;

    if (event == NULL || !ck_facts_of_added(event, &added)) {
        return;
    }
    /* Those of a post are in the archive. */
    for (size_t i = 0; i < added.file_count && added.id[0] == '\0'; i++) {
        const struct ck_kept_file *file = &added.files[i];

        told(ctx, &(struct ck_verify_news){look_at(rootfd, file), "", file->name, NULL,
                                           file->bytes});
    }
    ck_kept_clear(&added);
}

bool ck_loose_check(int rootfd, ck_verify_told *told, void *ctx, struct ck_error *err)
{
    struct ck_line_reader reader;
    struct ck_line line;
    bool found = true, ok;

    ok = ck_line_reader_begin(rootfd, CK_JOURNAL_NAME, CK_JOURNAL_LINE_MAX, &reader, err);
    while (ok && (ok = ck_line_reader_next(&reader, &found, &line, err)) && found) {
        check_line(rootfd, &line, told, ctx);
    }
    ck_line_reader_end(&reader);
    return ok;
}
