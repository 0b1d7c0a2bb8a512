/* join_confine.c - the sandbox of clipkeep-join. It parses strangers' media with a large
 * library, so before the first byte it gives up everything it does not need: other
 * descriptors, files by name (Landlock), the network, programs, threads (system calls),
 * and all but a fair share of time, memory and disk. */
#include "fetch/join_confine.h"
#include "base/landlock.h"
#include "fetch/join.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Address sanitizer reserves terabytes: a program built with it goes without this limit.
 */
#if defined(__SANITIZE_ADDRESS__)
enum { LIMITS_MEMORY = 0 };
#elif defined(__has_feature)
enum { LIMITS_MEMORY = !__has_feature(address_sanitizer) };
#else
enum { LIMITS_MEMORY = 1 };
#endif

/* On top of what the program's libraries take when it starts. An hour of video has an
 * index of 20 MB. */
static const int64_t memory_max = INT64_C(512) << 20;
/* Headers that the output has and the inputs may have smaller. */
static const int64_t output_extra = INT64_C(16) << 20;
/* Joining runs at hundreds of megabytes a second; a tenth of that is patience enough. */
static const int64_t seconds_min = 10;
static const int64_t bytes_per_second = INT64_C(16) << 20;

/* A tighter limit from outside stays. */
static bool limit(int what, int64_t value)
{
    rlim_t most = (rlim_t)value;
    struct rlimit both;

    if (getrlimit((__rlimit_resource_t)what, &both) != 0) {
        return false;
    }
    both.rlim_max = both.rlim_max < most ? both.rlim_max : most;
    both.rlim_cur = both.rlim_cur < most ? both.rlim_cur : most;
    return setrlimit((__rlimit_resource_t)what, &both) == 0;
}

/* Bytes of address space in use, of which libraries take most; 0 when not known. */
static int64_t memory_in_use(void)
{
    ck_autoclose int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    char line[64] = ""; /* its first number: pages */

    if (fd < 0 || read(fd, line, sizeof(line) - 1) <= 0) {
        return 0;
    }
    return strtoll(line, NULL, 10) * sysconf(_SC_PAGESIZE);
}

static bool limit_memory(void)
{
    return !LIMITS_MEMORY || limit(RLIMIT_AS, memory_in_use() + memory_max);
}

static bool limit_others(int64_t input_bytes)
{
    return limit(RLIMIT_CORE, 0) && limit(RLIMIT_NPROC, 0) && limit(RLIMIT_NOFILE, 0) &&
           limit(RLIMIT_FSIZE, input_bytes + output_extra) &&
           limit(RLIMIT_CPU, seconds_min + input_bytes / bytes_per_second);
}

/* Every right that the kernel's version can refuse, refused. A kernel without Landlock is
 * no failure: the system calls are forbidden as well. */
static bool forbid_files(void)
{
    struct ck_landlock rules = {.fd = -1};
    bool ok = ck_landlock_version() == 0 ||
              (ck_landlock_begin(true, &rules) && ck_landlock_enforce(&rules));

    ck_close_pointer(&rules.fd);
    return ok;
}

static bool close_others(void)
{
#ifdef SYS_close_range
    if (syscall(SYS_close_range, CK_JOIN_OUT_FD + 1, ~0U, 0) == 0) {
        return true;
    }
#endif
    for (int fd = CK_JOIN_OUT_FD + 1; fd < 1024; fd++) {
        (void)close(fd);
    }
    return true;
}

bool ck_join_confine(int64_t input_bytes)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};

    /* A file that grows too large is an error we report, not our end. The order matters:
     * each step needs something that a later one takes away. */
    return sigaction(SIGXFSZ, &ignore, NULL) == 0 && close_others() &&
           prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && prctl(PR_SET_DUMPABLE, 0) == 0 &&
           prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && limit_memory() &&
           forbid_files() && limit_others(input_bytes) && ck_join_forbid_calls();
}
