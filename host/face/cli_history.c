/* cli_history.c - clipkeep forget-history. */
#include "face/command.h"
#include "session/session.h"

#include <stdio.h>

int ck_command_forget_history(int argc, char **argv)
{
    const struct ck_session_options none = {.sandbox = CK_SANDBOX_NONE};
    struct ck_session *session = NULL;
    struct ck_error err = {0};
    bool json;
    int status;
    size_t count = 0;
    bool ok;

    if (!ck_only_json(argc, argv, &json, &status)) {
        return status;
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
