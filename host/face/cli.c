#include "face/cli.h"

#include "base/version.h"
#include "face/command.h"
#include "face/message.h"
#include "session/session.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"save", ck_command_save},
    {"backup", ck_command_backup},
    {"inspect", ck_command_inspect},
    {"list", ck_command_list},
    {"folder", ck_command_folder},
    {"verify", ck_command_verify},
    {"rescan", ck_command_rescan},
    {"export", ck_command_export},
    {"adopt", ck_command_adopt},
    {"pause", ck_command_pause},
    {"resume", ck_command_resume},
    {"retry", ck_command_retry},
    {"cancel", ck_command_cancel},
    {"register", ck_command_register},
    {"unregister", ck_command_unregister},
    {"doctor", ck_command_doctor},
    {"permissions", ck_command_permissions},
    {"forget-history", ck_command_forget_history},
    {"import", ck_command_import},
    {"receipt", ck_command_receipt},
    {"library", ck_command_library},
    {"timestamp", ck_command_timestamp},
    {"schedule", ck_command_schedule},
};

static int version(bool json)
{
    if (json) {
        return ck_print_json(json_pack("{s:s, s:[i,i]}", "version", CK_VERSION,
                                       "protocol", CK_PROTOCOL, CK_PROTOCOL),
                             CK_EXIT_OK);
    }
    (void)puts("clipkeep " CK_VERSION);
    return CK_EXIT_OK;
}

static int help(const char *name)
{
    for (size_t i = 0; name != NULL && i < sizeof(commands) / sizeof(commands[0]); i++) {
        if (strcmp(commands[i].name, name) == 0) {
            ck_help(name);
            return CK_EXIT_OK;
        }
    }
    if (name != NULL) {
        return ck_usage(NULL, name);
    }
    ck_help(NULL);
    return CK_EXIT_OK;
}

int ck_run_in_session(int argc, char **argv,
                      int (*run)(struct ck_session *session, bool json))
{
    const struct ck_session_options options = {0};
    struct ck_session *session;
    struct ck_error err = {0};
    bool json;
    int status;

    if (!ck_only_json(argc, argv, &json, &status)) {
        return status;
    }
    if (!ck_session_create(&options, &session, &err)) {
        return ck_print_error(json, NULL, &err, CK_EXIT_SETUP);
    }
    status = run(session, json);
    ck_session_free(session);
    return status;
}

int ck_cli_main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : NULL;

    if (name == NULL) {
        return ck_usage(NULL, NULL);
    }
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
        return version(argc > 2 && strcmp(argv[2], "--json") == 0);
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 ||
        strcmp(name, "help") == 0) {
        return help(argc > 2 ? argv[2] : NULL);
    }
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    return ck_usage(NULL, name);
}
