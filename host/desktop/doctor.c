#include "desktop/doctor.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/version.h"
#include "desktop/confine.h"
#include "desktop/doctor_parts.h"
#include "desktop/places.h"
#include "desktop/spawn.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* For a program that finds out that it has nothing to do. */
enum { JOIN_WAIT_MS = 5000 };

/* Whoever can replace the program can do everything the person can. */
static void check_program(struct ck_report *report)
{
    ck_autofree char *self = ck_place_self();
    ck_autofree char *folder = ck_strdup(self);
    const char *args[] = {self, self};
    struct stat st;

    if (folder == NULL) {
        return;
    }
    *strrchr(folder, '/') = '\0';
    if (stat(self, &st) == 0 && (st.st_mode & S_IWOTH) != 0) {
        ck_report_add(report, "program", "clipkeep", CK_HEALTH_FAILED,
                      CK_TROUBLE_PROGRAM_OPEN, CK_REMEDY_FORBID, args);
    } else if (stat(folder, &st) == 0 && (st.st_mode & S_IWOTH) != 0 &&
               (st.st_mode & S_ISVTX) == 0) {
        args[0] = folder;
        args[1] = folder;
        ck_report_add(report, "program", "clipkeep", CK_HEALTH_FAILED,
                      CK_TROUBLE_PROGRAM_FOLDER_OPEN, CK_REMEDY_FORBID, args);
    } else {
        ck_report_add(report, "program", "clipkeep", CK_HEALTH_OK, CK_FINE_PROGRAM,
                      CK_NO_REMEDY, args);
    }
}

/* A libcurl built without TLS would fail only at the first download. */
static void check_libraries(struct ck_report *report)
{
    const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
    const char *args[] = {info->version,
                          info->ssl_version != NULL ? info->ssl_version : "no TLS"};
    bool https = false;

    for (const char *const *name = info->protocols; *name != NULL; name++) {
        https = https || strcmp(*name, "https") == 0;
    }
    if (https) {
        ck_report_add(report, "libraries", "libcurl", CK_HEALTH_OK, CK_FINE_LIBRARIES,
                      CK_NO_REMEDY, args);
    } else {
        ck_report_add(report, "libraries", "libcurl", CK_HEALTH_FAILED,
                      CK_TROUBLE_NO_HTTPS, CK_REMEDY_LIBCURL, args);
    }
}

static void check_helper(struct ck_report *report)
{
    ck_autofree char *helper = ck_place_helper("clipkeep-desktop");
    const char *args[] = {helper};

    if (helper == NULL) {
        return;
    }
    if (access(helper, X_OK) == 0) {
        ck_report_add(report, "helper", "clipkeep-desktop", CK_HEALTH_OK, CK_FINE_HELPER,
                      CK_NO_REMEDY, args);
    } else {
        ck_report_add(report, "helper", "clipkeep-desktop", CK_HEALTH_FAILED,
                      CK_TROUBLE_HELPER_GONE, CK_REMEDY_INSTALL, args);
    }
}

/* What the program ends with when it is given nothing: 2, once its libraries are found
 * (fetch/join.h); -1 when it cannot be started, or hangs. */
static int end_of(const char *program)
{
    char name[] = "clipkeep-join";
    char *const argv[] = {name, NULL};
    char *const environment[] = {NULL};
    posix_spawn_file_actions_t actions;
    pid_t pid = -1;
    int status = 0;
    int why = posix_spawn_file_actions_init(&actions);

    for (int fd = STDIN_FILENO; why == 0 && fd <= STDERR_FILENO; fd++) {
        why = posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
    }
    if (why == 0) {
        why = posix_spawn(&pid, program, &actions, NULL, argv, environment);
    }
    (void)posix_spawn_file_actions_destroy(&actions);
    if (why != 0 || !ck_spawn_end(pid, JOIN_WAIT_MS, &status) || !WIFEXITED(status)) {
        return -1;
    }
    return WEXITSTATUS(status);
}

/* Without it the best picture that has its own sound is kept. */
static void check_join(struct ck_report *report)
{
    ck_autofree char *program = ck_place_helper("clipkeep-join");
    const char *args[] = {program};

    if (program == NULL) {
        return;
    }
    if (access(program, X_OK) != 0) {
        ck_report_add(report, "join", "clipkeep-join", CK_HEALTH_WARNING,
                      CK_TROUBLE_JOIN_GONE, CK_REMEDY_INSTALL, args);
    } else if (end_of(program) != 2) {
        ck_report_add(report, "join", "clipkeep-join", CK_HEALTH_WARNING,
                      CK_TROUBLE_JOIN_BROKEN, CK_REMEDY_JOIN, args);
    } else {
        ck_report_add(report, "join", "clipkeep-join", CK_HEALTH_OK, CK_FINE_JOIN,
                      CK_NO_REMEDY, args);
    }
}

static void check_sandbox(struct ck_report *report)
{
    switch (ck_confine_try()) {
    case CK_CONFINE_WORKS:
        ck_report_add(report, "sandbox", "Landlock", CK_HEALTH_OK, CK_FINE_SANDBOX,
                      CK_NO_REMEDY, NULL);
        break;
    case CK_CONFINE_NOT_HERE:
        ck_report_add(report, "sandbox", "Landlock", CK_HEALTH_OK, CK_FINE_NO_SANDBOX,
                      CK_NO_REMEDY, NULL);
        break;
    case CK_CONFINE_BROKEN:
        ck_report_add(report, "sandbox", "Landlock", CK_HEALTH_WARNING,
                      CK_TROUBLE_SANDBOX_OPEN, CK_REMEDY_UPDATES, NULL);
        break;
    }
}

bool ck_doctor_run(ck_doctor_archive *is_damaged, json_t **ret, struct ck_error *err)
{
    struct ck_report report;
    bool ok = ck_report_init(&report);

    if (!ok) {
        (void)ck_fail(err, CK_ERR_NOMEM, NULL);
        goto out;
    }
    check_program(&report);
    check_helper(&report);
    check_join(&report);
    check_libraries(&report);
    check_sandbox(&report);
    /* Settings before browsers: a host that starts sets damaged ones aside. */
    ok = ck_doctor_folders(&report, is_damaged, err) && ck_doctor_browsers(&report, err);
    if (ok) {
        *ret = json_pack("{s:b, s:s, s:O}", "ok", report.ok, "version", CK_VERSION,
                         "checks", report.checks);
        ok = *ret != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
    }
out:
    ck_report_free(&report);
    return ok;
}
