/* cli_setup.c - clipkeep register, unregister and doctor. */
#include "face/command.h"

#include "base/version.h"
#include "desktop/browsers.h"
#include "desktop/doctor.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text != NULL ? text : "";
}

static void print_registered(const json_t *done)
{
    size_t i;
    json_t *browser;

    json_array_foreach(json_object_get(done, "browsers"), i, browser)
    {
        const char *note = text_of(browser, "note");

        (void)printf("%-10s %-24s ", text_of(browser, "action"),
                     text_of(browser, "name"));
        ck_print_clean(text_of(browser, "manifest"));
        (void)putchar('\n');
        if (note[0] != '\0') {
            (void)fputs("           ", stdout);
            ck_print_clean(note);
            (void)putchar('\n');
        }
    }
}

static int do_register(const struct ck_register_options *options, bool json)
{
    struct ck_error err = {0};
    json_t *done = NULL;
    bool ok = ck_browsers_register(options, &done, &err);
    bool usage = err.code == CK_ERR_BROWSER || err.code == CK_ERR_USAGE;
    int status = ok ? CK_EXIT_OK : usage ? CK_EXIT_USAGE : CK_EXIT_SETUP;

    if (done == NULL) {
        return ck_print_error(json, NULL, &err, status);
    }
    if (json) {
        if (!ok) {
            (void)json_object_set_new(done, "error", ck_error_json(&err));
        }
        return ck_print_json(done, status);
    }
    print_registered(done);
    json_decref(done);
    return ok ? status : ck_print_error(false, NULL, &err, status);
}

static bool read_family(const char *text, enum ck_browser_family *ret)
{
    *ret = strcmp(text, "firefox") == 0 ? CK_FAMILY_FIREFOX : CK_FAMILY_CHROMIUM;
    return strcmp(text, "firefox") == 0 || strcmp(text, "chromium") == 0;
}

static int registration(int argc, char **argv, bool removing)
{
    static const struct option table[] = {{"dry-run", no_argument, NULL, 'd'},
                                          {"force", no_argument, NULL, 'f'},
                                          {"dir", required_argument, NULL, 'D'},
                                          {"family", required_argument, NULL, 'F'},
                                          {"program", required_argument, NULL, 'P'},
                                          {"extension-id", required_argument, NULL, 'E'},
                                          {"json", no_argument, NULL, 'J'},
                                          {"help", no_argument, NULL, CK_OPTION_HELP},
                                          {NULL, 0, NULL, 0}};
    struct ck_register_options options = {.remove = removing};
    bool family = false;
    bool json = false;
    int option;

    while ((option = ck_option_next(argc, argv, "", table)) != -1) {
        switch (option) {
        case 'd':
            options.dry_run = true;
            break;
        case 'f':
            options.force = true;
            break;
        case 'D':
            options.dir = optarg;
            break;
        case 'F':
            family = true;
            if (!read_family(optarg, &options.family)) {
                return ck_usage(argv[0], "the family is chromium or firefox");
            }
            break;
        case 'P':
            options.program = optarg;
            break;
        case 'E':
            options.extension_id = optarg;
            break;
        case 'J':
            json = true;
            break;
        default:
            return option == CK_OPTION_HELP ? CK_EXIT_OK : CK_EXIT_USAGE;
        }
    }
    if ((options.dir != NULL) != family) {
        return ck_usage(argv[0], "--dir and --family go together");
    }
    options.names = (const char *const *)(argv + optind);
    options.count = (size_t)(argc - optind);
    return do_register(&options, json);
}

int ck_command_register(int argc, char **argv)
{
    return registration(argc, argv, false);
}

int ck_command_unregister(int argc, char **argv)
{
    return registration(argc, argv, true);
}

static void print_check(const json_t *check, bool colours)
{
    static const struct {
        const char *state, *mark, *colour;
    } marks[] = {
        {"ok", "ok     ", "\033[32m"},
        {"warning", "warning", "\033[33m"},
        {"failed", "FAILED ", "\033[31m"},
    };
    const char *state = text_of(check, "state");
    const char *subject = text_of(check, "subject");

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (strcmp(marks[i].state, state) == 0) {
            (void)printf("%s%s%s  ", colours ? marks[i].colour : "", marks[i].mark,
                         colours ? "\033[0m" : "");
        }
    }
    (void)printf("%s%s%s: ", text_of(check, "check"), subject[0] != '\0' ? " " : "",
                 subject);
    ck_print_clean(text_of(check, "text"));
    (void)putchar('\n');
    if (text_of(check, "fix")[0] != '\0') {
        (void)fputs("         -> ", stdout);
        ck_print_clean(text_of(check, "fix"));
        (void)putchar('\n');
    }
}

int ck_command_doctor(int argc, char **argv)
{
    static const struct option options[] = {{"report", no_argument, NULL, 'R'},
                                            {"json", no_argument, NULL, 'J'},
                                            {"help", no_argument, NULL, CK_OPTION_HELP},
                                            {NULL, 0, NULL, 0}};
    struct ck_error err;
    json_t *found;
    json_t *check;
    bool json = false;
    bool plain = false;
    size_t i;
    int option;
    int status;

    while ((option = ck_option_next(argc, argv, "", options)) != -1) {
        if (option != 'J' && option != 'R') {
            return option == CK_OPTION_HELP ? CK_EXIT_OK : CK_EXIT_USAGE;
        }
        json = json || option == 'J';
        plain = plain || option == 'R';
    }
    if (optind != argc) {
        return ck_usage("doctor", "too many arguments");
    }
    if (!ck_doctor_run(&found, &err)) {
        return ck_print_error(json, NULL, &err, CK_EXIT_SETUP);
    }
    status = json_is_true(json_object_get(found, "ok")) ? CK_EXIT_OK : CK_EXIT_SETUP;
    if (json) {
        return ck_print_json(found, status);
    }
    (void)puts("clipkeep " CK_VERSION);
    json_array_foreach(json_object_get(found, "checks"), i, check)
    {
        print_check(check, !plain && ck_colours(STDOUT_FILENO));
    }
    json_decref(found);
    return status;
}
