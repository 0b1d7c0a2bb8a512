/* cli_timestamp.c - clipkeep timestamp. What it prints as JSON: CHECKUP.md. */
#include "face/command.h"
#include "face/stamp_text.h"

#include <stdio.h>

static int tell(const struct ck_timestamp *got, bool json)
{
    char date[CK_STAMP_DATE];

    if (json) {
        return ck_print_json(
            json_pack("{s:s, s:s, s:s, s:I, s:s, s:I, s:s}", "name", got->name, "asked",
                      got->authority, "authority", got->stamp.authority, "at",
                      (json_int_t)got->stamp.at, "sha256", got->stamp.sha256, "lines",
                      (json_int_t)got->lines, "policy", got->stamp.policy),
            CK_EXIT_OK);
    }
    (void)printf(
        "%s\nAll that SHA256SUMS lists (%lld files) existed at %s, according to ",
        got->name, (long long)got->lines, ck_stamp_date(got->stamp.at, date));
    ck_print_clean(got->stamp.authority);
    (void)puts(".\nOnly the hash of that list was sent. `clipkeep verify` looks at the "
               "timestamp again.");
    return CK_EXIT_OK;
}

static int stamp(bool json)
{
    const struct ck_session_options options = {.sandbox = CK_SANDBOX_SAVING};
    struct ck_session *session = NULL;
    struct ck_timestamp got;
    struct ck_error err = {0};
    int status;

    if (!ck_session_create(&options, &session, &err)) {
        return ck_print_error(json, NULL, &err, CK_EXIT_SETUP);
    }
    status = ck_timestamp_get(session, &got, &err)
                 ? tell(&got, json)
                 : ck_print_error(json, NULL, &err,
                                  err.code == CK_ERR_TIMESTAMP ? CK_EXIT_FAILED
                                                               : CK_EXIT_SETUP);
    ck_session_free(session);
    return status;
}

int ck_command_timestamp(int argc, char **argv)
{
    bool json;
    int status;

    if (!ck_only_json(argc, argv, &json, &status)) {
        return status;
    }
    return stamp(json);
}
