#include "desktop/confine.h"

#include "base/buf.h"
#include "base/landlock.h"
#include "base/mem.h"
#include "desktop/places.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

/* Leak sanitizer reads our memory as another process would. */
#if defined(__SANITIZE_ADDRESS__)
enum { HIDES_MEMORY = 0 };
#elif defined(__has_feature)
enum { HIDES_MEMORY = !__has_feature(address_sanitizer) };
#else
enum { HIDES_MEMORY = 1 };
#endif

static const rlim_t file_max = (rlim_t)8 << 30;
static const rlim_t descriptors_max = 1024;

/* A tighter limit from outside stays. */
static void limit(int what, rlim_t most)
{
    struct rlimit both;

    if (getrlimit((__rlimit_resource_t)what, &both) == 0) {
        both.rlim_max = both.rlim_max < most ? both.rlim_max : most;
        both.rlim_cur = both.rlim_cur < most ? both.rlim_cur : most;
        (void)setrlimit((__rlimit_resource_t)what, &both);
    }
}

void ck_confine_process(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};

    /* A file that grows too large is an error we report, not our end. */
    (void)sigaction(SIGXFSZ, &ignore, NULL);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, file_max);
    limit(RLIMIT_NOFILE, descriptors_max);
#ifdef __linux__
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (HIDES_MEMORY) {
        (void)prctl(PR_SET_DUMPABLE, 0);
    }
#endif
}

/* Why they are needed: libraries, certificates and locales lie below /usr and /etc;
 * programs (clipkeep-join) and their libraries are started from there. Of /etc all is
 * allowed, not the resolver's files one by one: those are replaced by new files whenever
 * the network changes, and a rule holds for the file it was made for. It has nothing of
 * the person's, and what is secret there they cannot read anyway. The others are where
 * /etc/resolv.conf leads to, and where some systems have their libraries. */
static const struct {
    const char *path;
    uint64_t rights;
} of_the_system[] = {
    {"/usr", CK_MAY_READ | CK_MAY_EXECUTE},
    {"/lib", CK_MAY_READ | CK_MAY_EXECUTE},
    {"/lib32", CK_MAY_READ | CK_MAY_EXECUTE},
    {"/lib64", CK_MAY_READ | CK_MAY_EXECUTE},
    {"/nix/store", CK_MAY_READ | CK_MAY_EXECUTE},
    {"/gnu/store", CK_MAY_READ | CK_MAY_EXECUTE},
    {"/etc", CK_MAY_READ},
    {"/var/lib/ca-certificates", CK_MAY_READ},
    {"/run/systemd/resolve", CK_MAY_READ},
    {"/run/NetworkManager", CK_MAY_READ},
    {"/run/resolvconf", CK_MAY_READ},
    {"/run/nscd", CK_MAY_READ},
    {"/dev/null", CK_MAY_READ | CK_MAY_WRITE_FILE},
    {"/dev/urandom", CK_MAY_READ},
    {"/dev/random", CK_MAY_READ},
};

/* What is not there is not needed. */
static bool allow(const struct ck_landlock *rules, const char *path, uint64_t rights,
                  struct ck_error *err)
{
    if (path == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return ck_landlock_allow(rules, path, rights) || errno == ENOENT ||
           errno == ENOTDIR || errno == EACCES ||
           ck_fail(err, CK_ERR_INTERNAL, "sandbox: %s: %s", path, strerror(errno));
}

/* The folder in which `path` lies. Free with ck_free(). */
static char *folder_of(char *path)
{
    char *slash = path != NULL ? strrchr(path, '/') : NULL;

    if (slash != NULL) {
        slash[slash == path ? 1 : 0] = '\0';
    }
    return path;
}

/* The folder of the file that resolv.conf is, wherever it lies: it may be replaced. */
static bool allow_resolver(const struct ck_landlock *rules, struct ck_error *err)
{
    char path[PATH_MAX];

    return realpath("/etc/resolv.conf", path) == NULL ||
           allow(rules, folder_of(path), CK_MAY_READ, err);
}

static bool allow_system(const struct ck_landlock *rules, struct ck_error *err)
{
    for (size_t i = 0; i < sizeof(of_the_system) / sizeof(of_the_system[0]); i++) {
        if (!allow(rules, of_the_system[i].path, of_the_system[i].rights, err)) {
            return false;
        }
    }
    return allow_resolver(rules, err);
}

/* `user-dirs.dirs` says where the default save folder is. */
static bool allow_own(const struct ck_landlock *rules, const char *folder,
                      struct ck_error *err)
{
    ck_autofree char *state = ck_place_state();
    ck_autofree char *settings = folder_of(ck_place_settings());
    ck_autofree char *helpers = folder_of(ck_place_helper("clipkeep-join"));
    ck_autofree char *config = ck_place_config();
    ck_autobuf struct ck_buf dirs = {.max = PATH_MAX};

    ck_buf_addf(&dirs, "%s/user-dirs.dirs", config != NULL ? config : "");
    return allow(rules, state, CK_MAY_CHANGE, err) &&
           allow(rules, settings, CK_MAY_CHANGE, err) &&
           allow(rules, helpers, CK_MAY_READ | CK_MAY_EXECUTE, err) &&
           allow(rules, ck_buf_text(&dirs), CK_MAY_READ, err) &&
           (folder == NULL || allow(rules, folder, CK_MAY_CHANGE, err));
}

bool ck_confine_files(const char *folder, bool *ret_done, struct ck_error *err)
{
    struct ck_landlock rules = {.fd = -1};
    bool ok;

    *ret_done = false;
    if (ck_landlock_version() == 0) {
        return true;
    }
    if (!ck_landlock_begin(false, &rules)) {
        return ck_fail(err, CK_ERR_INTERNAL, "sandbox: %s", strerror(errno));
    }
    ok = allow_system(&rules, err) && allow_own(&rules, folder, err);
    if (ok && !ck_landlock_enforce(&rules)) {
        ok = ck_fail(err, CK_ERR_INTERNAL, "sandbox: %s", strerror(errno));
    }
    ck_close_pointer(&rules.fd);
    *ret_done = ok;
    return ok;
}

/* The root folder is closed then. */
static enum ck_confine_state try_here(void)
{
    bool done = false;

    ck_confine_process();
    if (!ck_confine_files(NULL, &done, NULL)) {
        return CK_CONFINE_BROKEN;
    }
    if (!done) {
        return CK_CONFINE_NOT_HERE;
    }
    return open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC) < 0 && errno == EACCES
               ? CK_CONFINE_WORKS
               : CK_CONFINE_BROKEN;
}

enum ck_confine_state ck_confine_try(void)
{
    pid_t pid = fork();
    int status = 0;

    if (pid == 0) {
        _exit((int)try_here());
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status)) {
        return CK_CONFINE_BROKEN;
    }
    return (enum ck_confine_state)WEXITSTATUS(status);
}
