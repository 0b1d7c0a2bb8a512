/* The sandbox of the host, put up in a process of ours that then tries to get out, and to
 * do its work. Where the kernel has none, what should be forbidden is not tried. */
#include "archive_place.h"
#include "base/landlock.h"
#include "desktop/confine.h"
#include "desktop/spawn.h"
#include "place_files.h"

#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef CK_TEST_SANITIZED
#define DUMPABLE 1 /* leak sanitizer would not work */
#else
#define DUMPABLE 0
#endif

static const char *const folders[] = {".ssh",    "Videos",       "Videos/TikTok",
                                      ".local",  ".local/state", ".local/state/clipkeep",
                                      ".config", "Documents",    ".config/clipkeep",
                                      ".cache"};

static int prepare(void **state)
{
    const struct place *place;

    if (place_make(state) != 0) {
        return -1;
    }
    place = *state;
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        assert_int_equal(mkdirat(place->fd, folders[i], 0700), 0);
    }
    put(place, ".ssh/id_ed25519", "secret");
    put(place, ".config/user-dirs.dirs", "");
    put(place, ".config/other", "");
    put(place, "Videos/TikTok/kept.mp4", "hello");
    assert_int_equal(chdir(place->path), 0);
    assert_int_equal(setenv("HOME", place->path, 1), 0);
    assert_int_equal(unsetenv("XDG_CONFIG_HOME") | unsetenv("XDG_STATE_HOME"), 0);
    return 0;
}

/* 0 or errno of opening. */
static int try_open(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0600);

    return fd >= 0 ? close(fd) : errno;
}

struct attempt {
    const char *path;
    int flags;
    bool allowed;
};

/* Paths are relative to the home folder. */
static const struct attempt attempts[] = {
    {".ssh/id_ed25519", O_RDONLY, false},
    {".ssh/id_ed25519", O_RDWR, false},
    {".ssh", O_RDONLY | O_DIRECTORY, false},
    {".ssh/authorized_keys", O_WRONLY | O_CREAT, false},
    {".profile", O_WRONLY | O_CREAT, false},
    {".", O_RDONLY | O_DIRECTORY, false},
    {"Documents/new", O_WRONLY | O_CREAT, false},
    {"Videos/new", O_WRONLY | O_CREAT, false},
    {".config/other", O_RDONLY, false},
    {"/tmp/ck-escaped", O_WRONLY | O_CREAT, false},
    {"/etc/ck-escaped", O_WRONLY | O_CREAT, false},
    {"/usr/ck-escaped", O_WRONLY | O_CREAT, false},
    {"/proc/1/environ", O_RDONLY, false},
    {"/var/tmp/ck-escaped", O_WRONLY | O_CREAT, false},
    {"Videos/TikTok/kept.mp4", O_RDWR, true},
    {"Videos/TikTok/new.mp4", O_WRONLY | O_CREAT | O_EXCL, true},
    {"Videos/TikTok", O_RDONLY | O_DIRECTORY, true},
    {"Videos/TikTok/kept.mp4", O_WRONLY | O_TRUNC, true},
    {".local/state/clipkeep/new", O_WRONLY | O_CREAT, true},
    {".config/clipkeep/settings.json.new", O_WRONLY | O_CREAT, true},
    {".config/user-dirs.dirs", O_RDONLY, true},
    {"/etc/passwd", O_RDONLY, true}, /* the resolver asks for the user's name */
    {"/etc/resolv.conf", O_RDONLY, true},
    {"/etc/ssl", O_RDONLY | O_DIRECTORY, true},
    {"/dev/null", O_RDWR, true},
    {"/dev/urandom", O_RDONLY, true},
};

/* Runs `inside` in a sandboxed process; it gives 0 or the line that went wrong. */
static void in_sandbox(const struct place *place, int (*inside)(const struct place *))
{
    char folder[128];
    pid_t pid;
    int status;

    (void)snprintf(folder, sizeof(folder), "%s/Videos/TikTok", place->path);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        bool done = false;

        ck_confine_process();
        _exit(ck_confine_files(folder, &done, NULL) && done == (ck_landlock_version() > 0)
                  ? inside(place)
                  : 255);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static int open_all(const struct place *place)
{
    (void)place;
    for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++) {
        const struct attempt *attempt = &attempts[i];
        int why;

        if (!attempt->allowed && ck_landlock_version() == 0) {
            continue;
        }
        why = try_open(attempt->path, attempt->flags);
        if (attempt->allowed ? why != 0 && why != ENOENT
                             : why != EACCES && why != EPERM) {
            print_error("%s: %s\n", attempt->path, strerror(why));
            return (int)i + 1;
        }
    }
    return 0;
}

static void test_what_can_be_opened(void **state)
{
    in_sandbox(*state, open_all);
}

#define NEED(what)                                                                       \
    do {                                                                                 \
        if (!(what)) {                                                                   \
            print_error("%s: %s\n", #what, strerror(errno));                             \
            return 1;                                                                    \
        }                                                                                \
    } while (0)

/* What publishing, the archive, the joining program and the resolver do. */
static int work(const struct place *place)
{
    const char *const argv[] = {"/bin/true", NULL};
    const struct ck_spawn what = {
        .argv = argv, .in = -1, .out = -1, .err = -1, .sentinel = -1};
    struct ck_archive *archive = NULL;
    struct addrinfo *found = NULL;
    char state[128];
    pid_t pid;
    int status = 1;
    int dir = open("Videos/TikTok", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    NEED(dir >= 0);
    NEED(mkdirat(dir, "catlady", 0700) == 0);
    NEED(try_open("Videos/TikTok/catlady/a.part", O_WRONLY | O_CREAT) == 0);
    NEED(syscall(SYS_renameat2, dir, "catlady/a.part", dir, "catlady/a.mp4", 1) == 0);
    NEED(renameat(dir, "catlady/a.mp4", dir, "a.mp4") == 0 || ck_landlock_version() == 1);
    NEED(unlinkat(dir, "a.mp4", 0) == 0 || ck_landlock_version() == 1);
    (void)close(dir);
    (void)snprintf(state, sizeof(state), "%s/.local/state/clipkeep", place->path);
    NEED(ck_archive_open(state, &archive, NULL));
    NEED(ck_archive_set(archive, "a", "b", NULL));
    ck_archive_close(archive);
    NEED(ck_spawn(&what, &pid));
    NEED(waitpid(pid, &status, 0) == pid && status == 0);
    NEED(getaddrinfo("localhost", "443", NULL, &found) == 0);
    freeaddrinfo(found);
    return 0;
}

static void test_work_goes_on(void **state)
{
    in_sandbox(*state, work);
}

static int give_up(const struct place *place)
{
    struct rlimit core, file;

    (void)place;
    NEED(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
    NEED(prctl(PR_GET_DUMPABLE) == DUMPABLE);
    NEED(getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max == 0);
    NEED(getrlimit(RLIMIT_FSIZE, &file) == 0 && file.rlim_max <= (rlim_t)8 << 30);
    NEED(getrlimit(RLIMIT_NOFILE, &file) == 0 && file.rlim_max <= 1024);
    return 0;
}

static void test_what_is_given_up(void **state)
{
    in_sandbox(*state, give_up);
}

/* The file that grows too large is an error, not our end. */
static int grow(const struct place *place)
{
    int fd = open("Videos/TikTok/big", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    (void)place;
    NEED(fd >= 0);
    NEED(pwrite(fd, "a", 1, (off_t)8 << 30) < 0 && errno == EFBIG);
    NEED(pwrite(fd, "a", 1, ((off_t)8 << 30) - 1) == 1);
    return 0;
}

static void test_huge_files(void **state)
{
    in_sandbox(*state, grow);
}

/* A process of its own: this one stays free. */
static void test_trying(void **state)
{
    enum ck_confine_state now = ck_confine_try();

    (void)state;
    assert_int_equal(now,
                     ck_landlock_version() > 0 ? CK_CONFINE_WORKS : CK_CONFINE_NOT_HERE);
    assert_int_equal(try_open(".ssh/id_ed25519", O_RDONLY), 0);
    assert_int_equal(setenv("HOME", "/nonexistent", 1), 0);
    assert_int_equal(ck_confine_try(), now);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_can_be_opened, prepare, place_remove),
        cmocka_unit_test_setup_teardown(test_work_goes_on, prepare, place_remove),
        cmocka_unit_test_setup_teardown(test_what_is_given_up, prepare, place_remove),
        cmocka_unit_test_setup_teardown(test_huge_files, prepare, place_remove),
        cmocka_unit_test_setup_teardown(test_trying, prepare, place_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
