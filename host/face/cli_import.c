/* cli_import.c - clipkeep import: what is in TikTok's data export (as JSON: IMPORT.md),
 * or all of it taken in (importing.h). */
#include "face/command.h"

#include "base/mem.h"
#include "face/encode.h"
#include "face/importing.h"
#include "session/import.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { TEXT_MAX = 16 * 1024 };

/* A list of such things: only `where_key` when `what` is NULL, then as mere texts. */
static json_t *notes_json(const struct ck_export_notes *notes, const char *where_key)
{
    json_t *list = json_array();

    for (size_t i = 0; i < notes->count; i++) {
        json_t *where = ck_encode_text(notes->of[i].where, TEXT_MAX);

        if (notes->of[i].what != NULL) {
            where = json_pack("{s:o, s:s}", where_key, where, "what", notes->of[i].what);
        }
        (void)json_array_append_new(list, where);
    }
    return list;
}

static json_t *own_json(const struct ck_export_own *own)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:o}", "live", (json_int_t)own->live,
                     "ended", (json_int_t)own->ended, "undated", (json_int_t)own->undated,
                     "without", (json_int_t)own->without, "photos",
                     (json_int_t)own->photos, "next",
                     own->next > 0 ? json_integer((json_int_t)own->next) : json_null());
}

static json_t *export_json(const struct ck_export *export,
                           const struct ck_export_own *own)
{
    size_t count;
    const struct ck_export_found *found = ck_export_found(export, &count);
    json_t *lists = json_array();

    for (size_t i = 0; i < count; i++) {
        (void)json_array_append_new(lists,
                                    json_pack("{s:s, s:o, s:I}", "name",
                                              ck_export_list_text(found[i].list), "path",
                                              ck_encode_text(found[i].path, TEXT_MAX),
                                              "count", (json_int_t)found[i].count));
    }
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "layout", ck_export_layout(export),
                     "lists", lists, "own", own_json(own), "unknown",
                     notes_json(ck_export_unknown(export), "where"), "skipped",
                     notes_json(ck_export_skipped(export), "where"), "problems",
                     notes_json(ck_export_problems(export), "where"));
}

static void print_notes(const char *title, const struct ck_export_notes *notes)
{
    if (notes->count > 0) {
        (void)printf("%s:\n", title);
    }
    for (size_t i = 0; i < notes->count; i++) {
        (void)fputs("  ", stdout);
        ck_print_clean(notes->of[i].where);
        if (notes->of[i].what != NULL) {
            (void)fputs(": ", stdout);
            ck_print_clean(notes->of[i].what);
        }
        (void)putchar('\n');
    }
}

static void print_export(const struct ck_export *export, const struct ck_export_own *own)
{
    ck_autobuf struct ck_buf text = {.max = TEXT_MAX};
    size_t count;
    const struct ck_export_found *found = ck_export_found(export, &count);

    (void)printf("layout: %s\n", ck_export_layout(export));
    if (count == 0) {
        (void)puts("no list of TikTok's data export is in it");
    }
    for (size_t i = 0; i < count; i++) {
        (void)printf("%9" PRId64 "  %-21s  ", found[i].count,
                     ck_export_list_text(found[i].list));
        ck_print_clean(found[i].path);
        (void)putchar('\n');
    }
    ck_import_own_text(own, &text);
    (void)fputs(ck_buf_text(&text), stdout);
    print_notes("left alone", ck_export_skipped(export));
    print_notes("not understood", ck_export_unknown(export));
    print_notes("problems", ck_export_problems(export));
}

static int status_of(const struct ck_export *export)
{
    bool problems = ck_export_problems(export)->count > 0;
    size_t count;

    (void)ck_export_found(export, &count);
    if (count == 0) {
        return problems ? CK_EXIT_UNREADABLE : CK_EXIT_NOTHING;
    }
    return problems ? CK_EXIT_FAILED : CK_EXIT_OK;
}

struct dry {
    struct ck_export_own own;
    int64_t now;
};

static void look(void *ctx, const struct ck_export_row *row)
{
    struct dry *dry = ctx;

    ck_export_own_add(&dry->own, row, dry->now);
}

static int dry_run(const char *path, bool json)
{
    struct dry dry = {.now = time(NULL)};
    struct ck_bundle *bundle = NULL;
    struct ck_export *export = NULL;
    struct ck_error err;
    int status;

    if (!ck_bundle_open(path, &bundle, &err)) {
        return ck_print_error(json, path, &err, CK_EXIT_UNREADABLE);
    }
    ck_import_confine(path);
    if (!ck_export_create(look, &dry, &export, &err) ||
        !ck_import_read(bundle, export, &err)) {
        status = ck_print_error(json, path, &err, CK_EXIT_UNREADABLE);
    } else if (json) {
        status = ck_print_json(export_json(export, &dry.own), status_of(export));
    } else {
        print_export(export, &dry.own);
        status = status_of(export);
    }
    ck_export_free(export);
    ck_bundle_free(bundle);
    return status;
}

int ck_command_import(int argc, char **argv)
{
    static const struct option options[] = {{"dry-run", no_argument, NULL, 'D'},
                                            {"lists", required_argument, NULL, 'L'},
                                            {"later", no_argument, NULL, 'A'},
                                            {"queue", no_argument, NULL, 'Q'},
                                            {"progress", no_argument, NULL, 'P'},
                                            {"privately", no_argument, NULL, 'O'},
                                            {"json", no_argument, NULL, 'J'},
                                            {"help", no_argument, NULL, CK_OPTION_HELP},
                                            {NULL, 0, NULL, 0}};
    struct ck_import_wish wish = {0};
    bool dry = false;
    int option;

    while ((option = ck_option_next(argc, argv, "", options)) != -1) {
        if (option == '?' || option == CK_OPTION_HELP) {
            return option == CK_OPTION_HELP ? CK_EXIT_OK : CK_EXIT_USAGE;
        }
        if (option == 'L' && (wish.lists = ck_import_lists(optarg)) == 0) {
            return ck_usage("import", "--lists: there is one that is not known");
        }
        dry = dry || option == 'D';
        wish.later = wish.later || option == 'A';
        wish.queue = wish.queue || option == 'Q';
        wish.progress = wish.progress || option == 'P';
        wish.consent = wish.consent || option == 'O';
        wish.json = wish.json || option == 'J';
    }
    if (optind + 1 != argc) {
        return ck_usage("import", "give one ZIP, folder or file");
    }
    wish.path = argv[optind];
    return dry ? dry_run(wish.path, wish.json) : ck_import_run(&wish);
}
