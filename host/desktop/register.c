/* register.c - writes and removes host manifests. */
#include "base/buf.h"
#include "base/io.h"
#include "base/mem.h"
#include "desktop/browsers.h"
#include "desktop/manifest.h"
#include "desktop/places.h"
#include "desktop/settings_file.h"
#include "desktop/table.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#define MANIFEST_LIMIT ((size_t)256 * 1024)
#define NOTE_LIMIT ((size_t)2 * PATH_MAX)

struct work {
    const struct ck_register_options *options;
    const char *program;
    json_t *table;
    json_t *extensions;    /* ids let in besides ours */
    json_t *done;          /* what `--json` shows of each browser */
    struct ck_error worst; /* the first thing that could not be done */
};

/* What was done with one manifest. */
struct deed {
    const char *action;
    struct ck_buf note;
};

static void deed_failed(struct work *work, struct deed *deed, const struct ck_error *why)
{
    deed->action = why->code == CK_ERR_MANIFEST ? "refused" : "failed";
    ck_buf_addf(&deed->note, "%s%s%s", ck_code_sentence(why->code),
                why->detail[0] != '\0' ? " " : "", why->detail);
    if (work->worst.code == CK_OK) {
        work->worst = *why;
    }
}

/* Another program that is alive and of our name must not be pushed out unasked. */
static bool leads_elsewhere(const struct work *work, const char *manifest,
                            char **ret_program)
{
    char *program = ck_manifest_program(manifest);

    *ret_program = program;
    return program != NULL && strcmp(program, work->program) != 0 &&
           !ck_same_file(program, work->program);
}

static bool write_file(const char *manifest, const char *text, struct ck_error *err)
{
    const char *slash = strrchr(manifest, '/');
    ck_autofree char *folder = ck_strndup(manifest, (size_t)(slash - manifest));

    if (folder == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return ck_make_folders(folder, 0700, err) &&
           ck_replace_file(manifest, text, strlen(text), 0644, err);
}

static void write_manifest(struct work *work, const struct ck_browser *browser,
                           struct deed *deed)
{
    ck_autofree char *text = NULL;
    ck_autofree char *other = NULL;
    ck_autobuf struct ck_buf old = {.max = MANIFEST_LIMIT};
    struct ck_error why = {.code = CK_OK};

    if (!ck_manifest_text(work->table, browser->family, work->program, work->extensions,
                          &text, &why)) {
        deed_failed(work, deed, &why);
        return;
    }
    if (ck_read_file(browser->manifest, &old, NULL) &&
        strcmp(ck_buf_text(&old), text) == 0) {
        deed->action = "unchanged";
        return;
    }
    if (leads_elsewhere(work, browser->manifest, &other) && access(other, X_OK) == 0 &&
        !work->options->force) {
        (void)ck_fail(&why, CK_ERR_MANIFEST, "%s", other);
        deed_failed(work, deed, &why);
        return;
    }
    deed->action = "written";
    if (!work->options->dry_run && !write_file(browser->manifest, text, &why)) {
        deed_failed(work, deed, &why);
    }
}

/* Removes the folders above a removed manifest that are empty now, but none above the
 * home or configuration folder. */
static void remove_empty_folders(const struct ck_browser *browser)
{
    ck_autofree char *folder = ck_strdup(browser->manifest);
    char *slash = folder != NULL ? strrchr(folder, '/') : NULL;

    while (slash != NULL && (size_t)(slash - folder) > browser->base_len) {
        *slash = '\0';
        if (rmdir(folder) != 0) {
            return;
        }
        slash = strrchr(folder, '/');
    }
}

static void remove_manifest(struct work *work, const struct ck_browser *browser,
                            struct deed *deed)
{
    ck_autofree char *program = NULL;
    struct ck_error why = {.code = CK_OK};

    deed->action = "absent";
    if (access(browser->manifest, F_OK) != 0) {
        return;
    }
    if (!work->options->force &&
        (leads_elsewhere(work, browser->manifest, &program) || program == NULL)) {
        deed->action = "skipped";
        ck_buf_addf(&deed->note, "It belongs to another program: %s",
                    program != NULL ? program : "unknown");
        return;
    }
    deed->action = "removed";
    if (work->options->dry_run) {
        return;
    }
    if (unlink(browser->manifest) != 0) {
        (void)ck_fail_errno(&why, errno, "removing the manifest");
        deed_failed(work, deed, &why);
        return;
    }
    remove_empty_folders(browser);
}

static void record(struct work *work, const struct ck_browser *browser,
                   const struct deed *deed)
{
    json_t *row =
        json_pack("{s:s, s:s, s:s, s:b, s:s, s:s, s:s?}", "browser", browser->id, "name",
                  browser->name, "family", ck_family_text(browser->family), "present",
                  browser->present, "manifest", browser->manifest, "action", deed->action,
                  "note", deed->note.len > 0 ? ck_buf_text(&deed->note) : NULL);

    if (json_array_append_new(work->done, row) != 0) {
        (void)ck_fail(&work->worst, CK_ERR_NOMEM, NULL);
    }
}

static bool is_named(const struct ck_register_options *options, const char *id)
{
    for (size_t i = 0; i < options->count; i++) {
        if (strcmp(options->names[i], id) == 0) {
            return true;
        }
    }
    return false;
}

/* The browser of `all` whose file is also that of browser `at`, and which has come
 * before (`earlier`) or stays as it is (not named, but present). NULL: none. */
static const struct ck_browser *sharer(const struct work *work,
                                       const struct ck_browser *all, size_t count,
                                       size_t at, bool earlier)
{
    const struct ck_register_options *options = work->options;

    for (size_t i = 0; i < (earlier ? at : count); i++) {
        bool counts =
            earlier ? is_named(options, all[i].id) ||
                          (options->count == 0 && (all[i].present || options->remove))
                    : all[i].present && !is_named(options, all[i].id);

        if (i != at && counts && strcmp(all[i].manifest, all[at].manifest) == 0) {
            return &all[i];
        }
    }
    return NULL;
}

/* The deed recorded for the browser `id`. */
static void repeat_deed(const struct work *work, const struct ck_browser *first,
                        struct deed *deed)
{
    const json_t *row;
    size_t i;

    json_array_foreach(work->done, i, row)
    {
        if (strcmp(json_string_value(json_object_get(row, "browser")), first->id) == 0) {
            deed->action = json_string_value(json_object_get(row, "action"));
        }
    }
    if (strcmp(deed->action, "absent") != 0) {
        ck_buf_addf(&deed->note, "It reads the same file as %s.", first->name);
    }
}

static void do_browser(struct work *work, const struct ck_browser *all, size_t count,
                       size_t at)
{
    const struct ck_register_options *options = work->options;
    struct deed deed = {.action = "absent", .note = {.max = NOTE_LIMIT}};
    const struct ck_browser *other = sharer(work, all, count, at, true);

    if (options->count == 0 && !options->remove && !all[at].present) {
        /* nothing to do for a browser that is not here */
    } else if (other != NULL) {
        repeat_deed(work, other, &deed);
    } else if (!options->remove) {
        write_manifest(work, &all[at], &deed);
    } else if (options->count > 0 &&
               (other = sharer(work, all, count, at, false)) != NULL) {
        deed.action = "skipped";
        ck_buf_addf(&deed.note, "%s reads the same file.", other->name);
    } else {
        remove_manifest(work, &all[at], &deed);
    }
    record(work, &all[at], &deed);
    ck_buf_free(&deed.note);
}

static bool names_known(const struct ck_register_options *options,
                        const struct ck_browser *all, size_t count, struct ck_error *err)
{
    for (size_t i = 0; i < options->count; i++) {
        size_t j = 0;

        while (j < count && strcmp(all[j].id, options->names[i]) != 0) {
            j++;
        }
        if (j == count) {
            return ck_fail(err, CK_ERR_BROWSER, "%.40s", options->names[i]);
        }
    }
    return true;
}

static bool do_table(struct work *work, struct ck_error *err)
{
    struct ck_browser *all = NULL;
    size_t count = 0;
    bool ok;

    if (!ck_table_browsers(work->table, CK_SYSTEM_HERE, &all, &count, err)) {
        return false;
    }
    ok = names_known(work->options, all, count, err);
    for (size_t i = 0; ok && i < count; i++) {
        if (work->options->count == 0 || is_named(work->options, all[i].id)) {
            do_browser(work, all, count, i);
        }
    }
    ck_table_browsers_free(all, count);
    return ok;
}

/* A folder of the person's own choice, for a browser or profile the table lacks. */
static bool do_folder(struct work *work, struct ck_error *err)
{
    const char *dir = work->options->dir;
    ck_autobuf struct ck_buf path = {.max = PATH_MAX};
    struct deed deed = {.action = "absent", .note = {.max = NOTE_LIMIT}};
    struct ck_browser browser = {.id = "folder",
                                 .name = "Chosen folder",
                                 .family = work->options->family,
                                 .present = access(dir, F_OK) == 0};

    ck_buf_addf(&path, "%s/%s.json", dir, ck_host_name);
    if (dir[0] != '/' || work->options->count > 0 || !ck_buf_ok(&path)) {
        return ck_fail(err, CK_ERR_USAGE, "one absolute folder, without browsers");
    }
    browser.manifest = path.data;
    browser.base_len = strlen(dir); /* the folder itself is not ours to remove */
    if (work->options->remove) {
        remove_manifest(work, &browser, &deed);
    } else {
        write_manifest(work, &browser, &deed);
    }
    record(work, &browser, &deed);
    ck_buf_free(&deed.note);
    return true;
}

/* Notes the extra id where the host will look for it, and for the manifests. */
static bool take_extension(struct work *work, struct ck_error *err)
{
    const char *id = work->options->extension_id;

    work->extensions = ck_settings_extensions();
    if (id == NULL) {
        return work->extensions != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!ck_extension_id_valid(CK_FAMILY_CHROMIUM, id) &&
        !ck_extension_id_valid(CK_FAMILY_FIREFOX, id)) {
        return ck_fail(err, CK_ERR_USAGE, "not the id of an extension: %.80s", id);
    }
    if (!work->options->dry_run && !ck_settings_allow(id, !work->options->remove, err)) {
        return false;
    }
    for (size_t i = 0; i < json_array_size(work->extensions); i++) {
        if (strcmp(json_string_value(json_array_get(work->extensions, i)), id) == 0) {
            return true;
        }
    }
    return json_array_append_new(work->extensions, json_string(id)) == 0 ||
           ck_fail(err, CK_ERR_NOMEM, NULL);
}

bool ck_browsers_register(const struct ck_register_options *options, json_t **ret,
                          struct ck_error *err)
{
    ck_autofree char *self = ck_place_self();
    json_auto_t *table = NULL;
    json_auto_t *program = NULL;
    struct work work = {.options = options, .worst = {.code = CK_OK}};
    bool ok;

    *ret = NULL;
    work.program = options->program != NULL ? options->program : self;
    program = json_string(work.program); /* NULL also when it is not UTF-8 */
    if (program == NULL || work.program[0] != '/') {
        return ck_fail(err, CK_ERR_USAGE, "the program's path is not usable");
    }
    if (!ck_table_load(&table, err)) {
        return false;
    }
    work.table = table;
    work.done = json_array();
    ok = take_extension(&work, err) &&
         (options->dir != NULL ? do_folder(&work, err) : do_table(&work, err));
    json_decref(work.extensions);
    if (ok) {
        *ret = json_pack("{s:s, s:O, s:b, s:O}", "host", ck_host_name, "program", program,
                         "dryRun", options->dry_run, "browsers", work.done);
        ok = *ret != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    json_decref(work.done);
    if (ok && work.worst.code != CK_OK && err != NULL) {
        *err = work.worst;
    }
    return ok && work.worst.code == CK_OK;
}
