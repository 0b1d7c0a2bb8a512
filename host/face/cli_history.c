/* cli_history.c - clipkeep forget-history. */
#include "face/command.h"
#include "session/session.h"

#include <stdio.h>

int ck_command_forget_history(int argc, char **argv)
{
    static const struct option options[] = {{"json", no_argument, NULL, 'J'},
                                            {"help", no_argument, NULL, CK_OPTION_HELP},
                                            {NULL, 0, NULL, 0}};
    const struct ck_session_options none = {.sandbox = CK_SANDBOX_NONE};
    struct ck_session *session = NULL;
    struct ck_error err = {0};
    bool json = false;
    size_t count = 0;
    int option;
    bool ok;

    while ((option = ck_option_next(argc, argv, "", options)) != -1) {
        if (option != 'J') {
            return option == CK_OPTION_HELP ? CK_EXIT_OK : CK_EXIT_USAGE;
        }
        json = true;
    }
    if (optind != argc) {
        return ck_usage(argv[0], "too many arguments");
    }
    ok = ck_session_create(&none, &session, &err) &&
         ck_session_forget_history(session, &count, &err);
    ck_session_free(session);
    if (!ok) {
        return ck_print_error(json, NULL, &err, CK_EXIT_FAILED);
    }
    if (json) {
        return ck_print_json(json_pack("{s:I}", "count", (json_int_t)count), CK_EXIT_OK);
    }
    (void)printf("%zu ended jobs and the log are forgotten. What is kept stays.\n",
                 count);
    return CK_EXIT_OK;
}
