/* cli_register.c - clipkeep register and unregister. */
#include "face/command.h"

#include "desktop/browsers.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void print_registered(const json_t *done)
{
    size_t i;
    json_t *browser;

    json_array_foreach(json_object_get(done, "browsers"), i, browser)
    {
        const char *note = ck_json_word(browser, "note");

        (void)printf("%-10s %-24s ", ck_json_word(browser, "action"),
                     ck_json_word(browser, "name"));
        ck_print_clean(ck_json_word(browser, "manifest"));
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
