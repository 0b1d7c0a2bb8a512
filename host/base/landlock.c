#include "base/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef SYS_landlock_create_ruleset

/* What can be allowed for a file that is no folder: execute, write, read, truncate. */
static const uint64_t of_a_file =
    CK_MAY_EXECUTE | CK_MAY_WRITE_FILE | CK_MAY_READ_FILE | CK_MAY_TRUNCATE;

struct ruleset {
    uint64_t files, network, scoped;
};

int ck_landlock_version(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, 1);

    return version < 1 ? 0 : (int)version;
}

bool ck_landlock_begin(bool all, struct ck_landlock *ret)
{
    static const struct {
        int version;
        struct ruleset refused;
    } rows[] = {
        {1, {(UINT64_C(1) << 13) - 1, 0, 0}}, /* execute … make symbolic links */
        {2, {UINT64_C(1) << 13, 0, 0}},       /* refer */
        {3, {UINT64_C(1) << 14, 0, 0}},       /* truncate */
        {4, {0, 3, 0}},                       /* bind, connect TCP */
        {5, {UINT64_C(1) << 15, 0, 0}},       /* ioctl on devices */
        {6, {0, 0, 3}},                       /* abstract sockets, signals */
    };
    struct ruleset rules = {0};
    int version = ck_landlock_version();

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (version >= rows[i].version) {
            rules.files |= rows[i].refused.files;
            rules.network |= all ? rows[i].refused.network : 0;
            rules.scoped |= all ? rows[i].refused.scoped : 0;
        }
    }
    /* The tail that an older kernel does not know is zero, which it accepts. */
    ret->fd = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof(rules), 0);
    ret->files = rules.files;
    return ret->fd >= 0;
}

bool ck_landlock_allow(const struct ck_landlock *rules, const char *path, uint64_t rights)
{
    struct {
        uint64_t rights;
        int32_t parent;
    } __attribute__((packed)) beneath = {.rights = rights & rules->files};
    ck_autoclose int fd = open(path, O_PATH | O_CLOEXEC);
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0) {
        return false;
    }
    beneath.parent = fd;
    if (!S_ISDIR(st.st_mode)) {
        beneath.rights &= of_a_file;
    }
    return syscall(SYS_landlock_add_rule, rules->fd, 1, &beneath, 0) == 0;
}

bool ck_landlock_enforce(const struct ck_landlock *rules)
{
    return syscall(SYS_landlock_restrict_self, rules->fd, 0) == 0;
}

#else

int ck_landlock_version(void)
{
    return 0;
}

bool ck_landlock_begin(bool all, struct ck_landlock *ret)
{
    (void)all;
    *ret = (struct ck_landlock){.fd = -1};
    errno = ENOSYS;
    return false;
}

bool ck_landlock_allow(const struct ck_landlock *rules, const char *path, uint64_t rights)
{
    (void)rules;
    (void)path;
    (void)rights;
    errno = ENOSYS;
    return false;
}

bool ck_landlock_enforce(const struct ck_landlock *rules)
{
    (void)rules;
    errno = ENOSYS;
    return false;
}

#endif
