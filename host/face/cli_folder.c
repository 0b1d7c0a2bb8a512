/* cli_folder.c - clipkeep folder. */
#include "face/cli_move.h"
#include "face/command.h"
#include "face/encode.h"
#include "face/example.h"

#include "base/mem.h"
#include "session/checkup.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { TEXT_MAX = 16384 };

static int print_folder(struct ck_session *session, bool json)
{
    const struct ck_settings *settings = ck_session_settings(session);
    struct ck_error err = {0};
    bool ok = ck_session_folder_ok(session, &err);

    if (json) {
        const char *names = ck_names_in_force(settings->names);
        json_t *document =
            json_pack("{s:o, s:b, s:b, s:o, s:o, s:o}", "folder",
                      ck_encode_text(settings->folder, TEXT_MAX), "chosen",
                      (int)settings->folder_chosen, "ok", (int)ok, "error",
                      ok ? json_null() : ck_error_json(&err), "names",
                      ck_encode_text(names, TEXT_MAX), "example", ck_example_json(names));

        return ck_print_json(document, CK_EXIT_OK);
    }
    (void)puts(settings->folder);
    if (!ok) {
        (void)ck_print_error(false, settings->folder, &err, 0);
    }
    return CK_EXIT_OK;
}

/* The absolute path of a folder that is there, or is made now in one that is. */
static bool resolve(const char *dir, char **ret, struct ck_error *err)
{
    char path[PATH_MAX];
    struct stat st;

    if (mkdir(dir, 0777) != 0 && errno != EEXIST) {
        return ck_fail_errno(err, errno, "making the folder");
    }
    if (realpath(dir, path) == NULL || stat(path, &st) != 0) {
        return ck_fail_errno(err, errno, "looking for the folder");
    }
    if (!S_ISDIR(st.st_mode)) {
        return ck_fail_errno(err, ENOTDIR, "looking for the folder");
    }
    *ret = ck_strdup(path);
    return *ret != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
}

static bool choose(struct ck_session *session, const char *dir, int64_t *ret_entered,
                   struct ck_error *err)
{
    ck_autofree char *path = NULL;

    return resolve(dir, &path, err) && ck_session_choose_folder(session, path, err) &&
           ck_session_recognise(session, ret_entered, err);
}

/* "" goes back to the usual pattern. */
static bool choose_names(struct ck_session *session, const char *names,
                         struct ck_error *err)
{
    struct ck_settings settings = *ck_session_settings(session);

    if (!ck_names_valid(ck_names_in_force(names), err)) {
        return false;
    }
    (void)snprintf(settings.names, sizeof(settings.names), "%s", names);
    return ck_session_change(session, &settings, err);
}

/* What will become of a post. */
static void print_example(const struct ck_session *session)
{
    char path[CK_EXAMPLE_SIZE];

    if (ck_example_path(ck_names_in_force(ck_session_settings(session)->names), false,
                        path, NULL)) {
        (void)printf("posts are named like %s\n", path);
    }
}

struct wish {
    const char *dir, *names; /* NULL: not asked for */
    struct ck_move_wish move;
};

static int carry_out(struct ck_session *session, const struct wish *wish)
{
    bool json = wish->move.json;
    bool moves = wish->dir != NULL || wish->move.move || wish->move.leave;
    int64_t entered = 0;
    struct ck_error err;
    int status = CK_EXIT_OK;

    if (wish->names != NULL && !choose_names(session, wish->names, &err)) {
        return ck_print_error(json, NULL, &err, CK_EXIT_FAILED);
    }
    if (wish->dir != NULL && !choose(session, wish->dir, &entered, &err)) {
        return ck_print_error(json, wish->dir, &err, CK_EXIT_FAILED);
    }
    if (!wish->move.quiet && !(json && wish->move.move)) { /* one document */
        status = print_folder(session, json);
    }
    if (entered > 0 && !json) {
        (void)fprintf(stderr, "%lld posts that lie there are in the record now\n",
                      (long long)entered);
    }
    if (wish->names != NULL && !json) {
        print_example(session);
    }
    return status == CK_EXIT_OK && moves ? ck_move_ask(session, &wish->move) : status;
}

static bool take_option(int option, struct wish *wish)
{
    switch (option) {
    case 'J':
        wish->move.json = true;
        return true;
    case 'N':
        wish->names = optarg;
        return true;
    case 'M':
        wish->move.move = true;
        return true;
    case 'L':
        wish->move.leave = true;
        return true;
    case 'q':
        wish->move.quiet = true;
        return true;
    default:
        return false;
    }
}

int ck_command_folder(int argc, char **argv)
{
    static const struct option options[] = {{"names", required_argument, NULL, 'N'},
                                            {"move", no_argument, NULL, 'M'},
                                            {"leave", no_argument, NULL, 'L'},
                                            {"quiet", no_argument, NULL, 'q'},
                                            {"json", no_argument, NULL, 'J'},
                                            {"help", no_argument, NULL, CK_OPTION_HELP},
                                            {NULL, 0, NULL, 0}};
    const struct ck_session_options session_options = {0};
    struct wish wish = {0};
    struct ck_session *session;
    struct ck_error err;
    int option;
    int status;

    while ((option = ck_option_next(argc, argv, "q", options)) != -1) {
        if (!take_option(option, &wish)) {
            return option == CK_OPTION_HELP ? CK_EXIT_OK : CK_EXIT_USAGE;
        }
    }
    if (argc - optind > 1) {
        return ck_usage("folder", "too many arguments");
    }
    if (wish.move.move && wish.move.leave) {
        return ck_usage("folder", "--move and --leave at once");
    }
    wish.dir = argv[optind];
    if (!ck_session_create(&session_options, &session, &err)) {
        return ck_print_error(wish.move.json, NULL, &err, CK_EXIT_FAILED);
    }
    status = carry_out(session, &wish);
    ck_session_free(session);
    return status;
}
