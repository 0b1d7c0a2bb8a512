#include "tiktok/export_parts.h"

#include "tiktok/json.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* An export has some forty lists and fewer than a hundred files. */
enum { FOUND_MAX = 500, NOTES_MAX = 200, NAME_MAX_BYTES = 1000 };

bool ck_export_create(ck_export_told *told, void *ctx, struct ck_export **ret,
                      struct ck_error *err)
{
    struct ck_export *export = ck_alloc(sizeof(*export));

    *ret = export;
    if (export == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    export->told = told;
    export->ctx = ctx;
    export->layouts = CK_LAYOUT_A | CK_LAYOUT_B | CK_LAYOUT_C;
    return true;
}

static void cut_notes(struct ck_export_notes *notes, size_t count)
{
    while (notes->count > count) {
        notes->count--;
        ck_free(notes->of[notes->count].where);
        ck_free(notes->of[notes->count].what);
    }
}

static void free_notes(struct ck_export_notes *notes)
{
    cut_notes(notes, 0);
    ck_free(notes->of);
}

void ck_export_free(struct ck_export *export)
{
    if (export == NULL) {
        return;
    }
    for (size_t i = 0; i < export->found_count; i++) {
        ck_free(export->found[i].path);
    }
    ck_free(export->found);
    free_notes(&export->unknown);
    free_notes(&export->skipped);
    free_notes(&export->problems);
    ck_json_reader_free(&export->walk.json);
    ck_buf_free(&export->walk.path);
    ck_buf_free(&export->walk.key);
    ck_buf_free(&export->lines.line);
    ck_buf_free(&export->lines.first);
    ck_buf_free(&export->entry.text);
    ck_free(export->name);
    ck_free(export);
}

/* --- what is noted -------------------------------------------------------------------
 */

static void add_note(struct ck_export *export, struct ck_export_notes *notes,
                     const char *where, const char *what)
{
    struct ck_export_note *grown;
    struct ck_export_note note;

    if (notes->count > NOTES_MAX) {
        return;
    }
    if (notes->count == NOTES_MAX) {
        where = "…";
        what = what != NULL ? "there is more of this kind" : NULL;
    }
    note = (struct ck_export_note){ck_strndup(where, strnlen(where, NAME_MAX_BYTES)),
                                   ck_strdup(what)};
    grown = ck_json_grow(notes->of, notes->count, sizeof(*grown));
    notes->of = grown != NULL ? grown : notes->of;
    if (grown == NULL || note.where == NULL || (what != NULL && note.what == NULL)) {
        export->no_memory = true;
        ck_free(note.where);
        ck_free(note.what);
        return;
    }
    grown[notes->count++] = note;
}

void ck_export_problem(struct ck_export *export, const char *where, const char *what)
{
    add_note(export, &export->problems, where, what);
}

void ck_export_add_unknown(struct ck_export *export, const char *path)
{
    add_note(export, &export->unknown, path, NULL);
}

void ck_export_add_skipped(struct ck_export *export, const char *path,
                           enum ck_export_skip why)
{
    add_note(export, &export->skipped, path,
             why == CK_SKIP_MESSAGES ? "direct messages are never read"
                                     : "Clipkeep has no use for it");
}

void ck_export_add_found(struct ck_export *export, enum ck_export_list list,
                         const char *path, int64_t count)
{
    struct ck_export_found *grown;

    if (export->found_count == FOUND_MAX) {
        ck_export_problem(export, path, "there are more lists than Clipkeep accepts");
        return;
    }
    grown = ck_json_grow(export->found, export->found_count, sizeof(*grown));
    export->found = grown != NULL ? grown : export->found;
    path = grown != NULL ? ck_strdup(path) : NULL;
    if (path == NULL) {
        export->no_memory = true;
        return;
    }
    grown[export->found_count++] =
        (struct ck_export_found){list, (char *)(uintptr_t)path, count};
}

/* --- files ---------------------------------------------------------------------------
 */

/* The name without what only a packer puts before it, and with one kind of slash. */
static char *tidy_name(const char *name)
{
    char *ret;

    while (*name == '/' || *name == '\\' || strncmp(name, "./", 2) == 0) {
        name += *name == '.' ? 2 : 1;
    }
    ret = ck_strndup(name, strnlen(name, NAME_MAX_BYTES));
    for (char *at = ret; at != NULL && *at != '\0'; at++) {
        if (*at == '\\') {
            *at = '/';
        }
    }
    return ret;
}

enum fate { READ, HIDDEN, STRAYING, SKIPPED };

/* Looks at each part of a path; the last is left in `plain`, without its ending. */
static enum fate look_at_name(const char *name, char plain[CK_PLAIN_SIZE],
                              enum ck_export_skip *ret_skip)
{
    enum fate fate = READ;

    for (size_t len; fate == READ && *name != '\0'; name += len + (name[len] == '/')) {
        char part[CK_PLAIN_SIZE * 2];
        char *ending;

        len = strcspn(name, "/");
        (void)snprintf(part, sizeof(part), "%.*s", (int)(len < 120 ? len : 120), name);
        if (strcmp(part, "..") == 0) {
            return STRAYING;
        }
        fate = part[0] == '.' || strcmp(part, "__MACOSX") == 0 ? HIDDEN : READ;
        ending = strrchr(part, '.');
        if (name[len] == '\0' && ending != NULL) {
            *ending = '\0';
        }
        ck_export_plain(part, plain);
        *ret_skip = ck_export_skip_named(plain);
        fate = fate == READ && *ret_skip != CK_SKIP_NOT ? SKIPPED : fate;
    }
    return fate;
}

static bool ends_with(const char *name, const char *ending)
{
    size_t len = strlen(name);

    return len >= strlen(ending) && strcasecmp(name + len - strlen(ending), ending) == 0;
}

/* JSON and the texts of lists are known by their names, others by their first sign. */
static void decide(struct ck_export *export, enum ck_export_kind kind)
{
    export->kind = kind;
    if (kind == CK_KIND_JSON) {
        ck_export_walk_begin(export);
        export->objects = true;
    } else if (kind == CK_KIND_TEXT) {
        ck_export_lines_begin(export);
        export->texts = true;
    }
}

bool ck_export_begin(struct ck_export *export, const char *name)
{
    char plain[CK_PLAIN_SIZE] = "";
    enum ck_export_skip skip = CK_SKIP_NOT;
    enum fate fate;

    ck_free(export->name);
    export->name = tidy_name(name);
    if (export->name == NULL) {
        export->no_memory = true;
        return false;
    }
    fate = look_at_name(export->name, plain, &skip);
    if (fate == STRAYING) {
        ck_export_problem(export, export->name,
                          "its name leads out of the export, so it is not read");
    } else if (fate == SKIPPED) {
        ck_export_add_skipped(export, export->name, skip);
    }
    if (fate != READ) {
        return false;
    }
    export->list = ck_export_list_named(plain);
    export->unknown_before = export->unknown.count;
    export->found_before = export->found_count;
    export->own_signs = false;
    export->kind = CK_KIND_UNDECIDED;
    if (ends_with(export->name, ".json")) {
        decide(export, CK_KIND_JSON);
    } else if (ends_with(export->name, ".txt") && export->list != CK_EXPORT_NONE) {
        decide(export, CK_KIND_TEXT);
    }
    return true;
}

/* False: it is no JSON either. While all is blank it stays undecided. */
static bool decide_by_content(struct ck_export *export, const char *bytes, size_t len)
{
    size_t at = len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

    while (at < len && bytes[at] != '\0' && strchr(" \t\r\n", bytes[at]) != NULL) {
        at++;
    }
    if (at == len) {
        return true;
    }
    if (bytes[at] != '{' && bytes[at] != '[') {
        ck_export_add_unknown(export, export->name);
        return false;
    }
    decide(export, CK_KIND_JSON);
    return true;
}

bool ck_export_feed(struct ck_export *export, const char *bytes, size_t len)
{
    if (export->kind == CK_KIND_UNDECIDED && !decide_by_content(export, bytes, len)) {
        return false;
    }
    if (export->kind == CK_KIND_TEXT) {
        ck_export_lines_feed(export, bytes, len);
    } else if (export->kind == CK_KIND_JSON) {
        ck_json_reader_feed(&export->walk.json, bytes, len);
        export->no_memory = export->no_memory || export->walk.json.no_memory;
        return export->walk.json.wrong == NULL && !export->no_memory;
    }
    return !export->no_memory;
}

void ck_export_end(struct ck_export *export)
{
    if (export->kind == CK_KIND_TEXT) {
        ck_export_lines_end(export);
    } else if (export->kind == CK_KIND_JSON) {
        ck_export_walk_end(export);
        /* JSON that is nothing of TikTok's needs no naming of its parts. */
        if (export->found_count == export->found_before && !export->own_signs &&
            export->walk.json.wrong == NULL) {
            cut_notes(&export->unknown, export->unknown_before);
            ck_export_add_unknown(export, export->name);
        }
    }
}

/* --- what was found ------------------------------------------------------------------
 */

static int compare_found(const void *one, const void *other)
{
    const struct ck_export_found *a = one;
    const struct ck_export_found *b = other;

    return a->list != b->list ? (a->list > b->list) - (a->list < b->list)
                              : strcmp(a->path, b->path);
}

void ck_export_sort(struct ck_export *export)
{
    if (export->found_count > 1) {
        qsort(export->found, export->found_count, sizeof(*export->found), compare_found);
    }
}

bool ck_export_ok(const struct ck_export *export, struct ck_error *err)
{
    return !export->no_memory || ck_fail(err, CK_ERR_NOMEM, NULL);
}

const char *ck_export_layout(const struct ck_export *export)
{
    static const char *const names[] = {"mixed", "A", "B", "A/B", "C", "mixed", "B/C"};
    bool told = export->signs && export->layouts != 7;

    if (export->texts && !export->objects) {
        return "text";
    }
    if (export->texts || (told && export->layouts == 0)) {
        return "mixed";
    }
    return told ? names[export->layouts] : "unknown";
}

const struct ck_export_found *ck_export_found(const struct ck_export *export,
                                              size_t *ret_count)
{
    *ret_count = export->found_count;
    return export->found;
}

const struct ck_export_notes *ck_export_unknown(const struct ck_export *export)
{
    return &export->unknown;
}

const struct ck_export_notes *ck_export_skipped(const struct ck_export *export)
{
    return &export->skipped;
}

const struct ck_export_notes *ck_export_problems(const struct ck_export *export)
{
    return &export->problems;
}
