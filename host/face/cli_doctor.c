/* cli_doctor.c - clipkeep doctor. */
#include "face/command.h"

#include "base/version.h"
#include "desktop/doctor.h"
#include "session/checkup.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void print_check(const json_t *check, bool colours)
{
    static const struct {
        const char *state, *mark, *colour;
    } marks[] = {
        {"ok", "ok     ", "\033[32m"},
        {"warning", "warning", "\033[33m"},
        {"failed", "FAILED ", "\033[31m"},
    };
    const char *state = ck_json_word(check, "state");
    const char *subject = ck_json_word(check, "subject");

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (strcmp(marks[i].state, state) == 0) {
            (void)printf("%s%s%s  ", colours ? marks[i].colour : "", marks[i].mark,
                         colours ? "\033[0m" : "");
        }
    }
    (void)printf("%s%s%s: ", ck_json_word(check, "check"), subject[0] != '\0' ? " " : "",
                 subject);
    ck_print_clean(ck_json_word(check, "text"));
    (void)putchar('\n');
    if (ck_json_word(check, "fix")[0] != '\0') {
        (void)fputs("         -> ", stdout);
        ck_print_clean(ck_json_word(check, "fix"));
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
    if (!ck_doctor_run(ck_checkup_archive_damaged, &found, &err)) {
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
