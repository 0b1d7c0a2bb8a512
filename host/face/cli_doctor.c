/* cli_doctor.c - clipkeep doctor. */
#include "face/command.h"
#include "face/encode.h"

#include "base/mem.h"
#include "base/version.h"
#include "desktop/doctor.h"
#include "session/checkup.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_MAX = 1024 * 1024 };

static void add_check(struct ck_buf *text, const json_t *check, bool colours)
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
    const char *fix = ck_json_word(check, "fix");

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (strcmp(marks[i].state, state) == 0) {
            ck_buf_addf(text, "%s%s%s  ", colours ? marks[i].colour : "", marks[i].mark,
                        colours ? "\033[0m" : "");
        }
    }
    ck_buf_addf(text, "%s%s%s: ", ck_json_word(check, "check"),
                subject[0] != '\0' ? " " : "", subject);
    ck_add_clean(text, ck_json_word(check, "text"));
    if (fix[0] != '\0') {
        ck_buf_adds(text, "\n         -> ");
        ck_add_clean(text, fix);
    }
    ck_buf_addc(text, '\n');
}

static void add_checks(struct ck_buf *text, const json_t *found, bool colours)
{
    const json_t *check;
    size_t i;

    json_array_foreach(json_object_get(found, "checks"), i, check)
    {
        add_check(text, check, colours);
    }
}

/* For other people's eyes. */
static int tell_others(json_t *found, bool json, int status)
{
    ck_autobuf struct ck_buf checks = {.max = TEXT_MAX};
    ck_autofree char *text = NULL;
    struct ck_error err;

    add_checks(&checks, found, false);
    if (!ck_doctor_text(ck_buf_text(&checks), &text, &err)) {
        return ck_print_error(json, NULL, &err, CK_EXIT_SETUP);
    }
    if (json) {
        return ck_print_json(json_pack("{s:o}", "report", ck_encode_text(text, TEXT_MAX)),
                             status);
    }
    (void)fputs(text, stdout);
    return status;
}

static int tell(json_t *found, bool json, int status)
{
    ck_autobuf struct ck_buf checks = {.max = TEXT_MAX};

    if (json) {
        return ck_print_json(json_incref(found), status);
    }
    add_checks(&checks, found, ck_colours(STDOUT_FILENO));
    (void)printf("clipkeep " CK_VERSION "\n%s", ck_buf_text(&checks));
    return status;
}

int ck_command_doctor(int argc, char **argv)
{
    static const struct option options[] = {{"report", no_argument, NULL, 'R'},
                                            {"json", no_argument, NULL, 'J'},
                                            {"help", no_argument, NULL, CK_OPTION_HELP},
                                            {NULL, 0, NULL, 0}};
    struct ck_error err;
    json_t *found;
    bool json = false;
    bool report = false;
    int option;
    int status;

    while ((option = ck_option_next(argc, argv, "", options)) != -1) {
        if (option != 'J' && option != 'R') {
            return option == CK_OPTION_HELP ? CK_EXIT_OK : CK_EXIT_USAGE;
        }
        json = json || option == 'J';
        report = report || option == 'R';
    }
    if (optind != argc) {
        return ck_usage("doctor", "too many arguments");
    }
    if (!ck_doctor_run(ck_checkup_archive_damaged, &found, &err)) {
        return ck_print_error(json, NULL, &err, CK_EXIT_SETUP);
    }
    status = json_is_true(json_object_get(found, "ok")) ? CK_EXIT_OK : CK_EXIT_SETUP;
    status = report ? tell_others(found, json, status) : tell(found, json, status);
    json_decref(found);
    return status;
}
