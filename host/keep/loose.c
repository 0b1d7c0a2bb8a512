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

/* Told of the files of an event "added" or "moved" that belong to no post; they are
 * borrowed. False: no memory. */
typedef bool event_told(void *ctx, bool moved, const struct ck_kept *kept);

/* Most lines tell of something else: those are not read as JSON. */
static bool may_tell(const struct ck_line *line, const char *word)
{
    static const char post[] = "\"post\":\"\"";

    return memmem(line->text, line->len, post, sizeof(post) - 1) != NULL &&
           memmem(line->text, line->len, word, strlen(word)) != NULL;
}

static bool tell_line(const struct ck_line *line, event_told *told, void *ctx)
{
    json_auto_t *event = ck_journal_event(line->text, line->len);
    struct ck_kept kept = {0};
    bool moved = event != NULL && ck_facts_of_files(event, "moved", &kept), ok;

    if (!moved && (event == NULL || !ck_facts_of_files(event, "added", &kept))) {
        return true;
    }
    ok = kept.id[0] != '\0' || /* those of a post are in the archive */
         told(ctx, moved, &kept);
    ck_kept_clear(&kept);
    return ok;
}

/* Tells of those in lines that hold `word`. */
static bool each_event(int rootfd, const char *word, event_told *told, void *ctx,
                       struct ck_error *err)
{
    struct ck_line_reader reader;
    struct ck_line line;
    bool found = true, ok;

    ok = ck_line_reader_begin(rootfd, CK_JOURNAL_NAME, CK_JOURNAL_LINE_MAX, &reader, err);
    while (ok && (ok = ck_line_reader_next(&reader, &found, &line, err)) && found) {
        if (may_tell(&line, word) && !tell_line(&line, told, ctx)) {
            ok = ck_fail(err, CK_ERR_NOMEM, NULL);
        }
    }
    ck_line_reader_end(&reader);
    return ok;
}

static json_t *facts_of(const struct ck_kept *kept, const struct ck_kept_file *file)
{
    return json_pack("{s:s, s:I, s:s, s:I}", "role", file->role, "bytes",
                     (json_int_t)file->bytes, "sha256", file->sha256, "at",
                     (json_int_t)kept->kept_at);
}

/* The later event counts: what was moved away may come back. */
static bool note_event(void *ctx, bool moved, const struct ck_kept *kept)
{
    const struct ck_loose *loose = ctx;

    for (size_t i = 0; i < kept->file_count; i++) {
        const struct ck_kept_file *file = &kept->files[i];
        json_t *to = moved ? loose->gone : loose->here;

        if (json_object_set_new(to, file->name,
                                moved ? json_true() : facts_of(kept, file)) != 0) {
            return false;
        }
        (void)json_object_del(moved ? loose->here : loose->gone, file->name);
    }
    return true;
}

bool ck_loose_read(int rootfd, struct ck_loose *ret, struct ck_error *err)
{
    *ret = (struct ck_loose){json_object(), json_object()};
    return ret->here != NULL && ret->gone != NULL
               ? each_event(rootfd, "", note_event, ret, err)
               : ck_fail(err, CK_ERR_NOMEM, NULL);
}

void ck_loose_clear(struct ck_loose *loose)
{
    json_decref(loose->here);
    json_decref(loose->gone);
    *loose = (struct ck_loose){0};
}

bool ck_loose_each(const struct ck_loose *loose, ck_loose_told *told, void *ctx,
                   struct ck_error *err)
{
    const char *name;
    json_t *facts;

    json_object_foreach(loose->here, name, facts)
    {
        struct ck_kept_file file = {
            .role = (char *)(uintptr_t)json_string_value(json_object_get(facts, "role")),
            .name = (char *)(uintptr_t)name,
            .bytes = json_integer_value(json_object_get(facts, "bytes"))};

        (void)snprintf(file.sha256, sizeof(file.sha256), "%s",
                       json_string_value(json_object_get(facts, "sha256")));
        if (!told(ctx, &file, err)) {
            return false;
        }
    }
    return true;
}

struct checking {
    int rootfd;
    ck_verify_told *told;
    void *ctx;
};

static bool check_file(void *ctx, const struct ck_kept_file *file, struct ck_error *err)
{
    const struct checking *checking = ctx;

    (void)err;
    checking->told(checking->ctx,
                   &(struct ck_verify_news){look_at(checking->rootfd, file), "",
                                            file->name, NULL, file->bytes});
    return true;
}

bool ck_loose_check(int rootfd, ck_verify_told *told, void *ctx, struct ck_error *err)
{
    struct checking checking = {rootfd, told, ctx};
    struct ck_loose loose;
    bool ok = ck_loose_read(rootfd, &loose, err) &&
              ck_loose_each(&loose, check_file, &checking, err);

    ck_loose_clear(&loose);
    return ok;
}

struct sought {
    const char *name, *sha256;
    bool found;
};

static bool compare_files(void *ctx, bool moved, const struct ck_kept *kept)
{
    struct sought *sought = ctx;

    for (size_t i = 0; i < kept->file_count && !moved; i++) {
        const struct ck_kept_file *file = &kept->files[i];

        sought->found = sought->found || (strcmp(file->name, sought->name) == 0 &&
                                          strcmp(file->sha256, sought->sha256) == 0);
    }
    return true;
}

bool ck_loose_knows(int rootfd, const char *name, const char *sha256, bool *ret,
                    struct ck_error *err)
{
    struct sought sought = {name, sha256, false};
    bool ok = each_event(rootfd, sha256, compare_files, &sought, err);

    *ret = sought.found;
    return ok;
}
