/* join_seccomp.c - which system calls clipkeep-join may still make.
 *
 * A list of what is allowed, not of what is forbidden. Such lists rot in programs that
 * look up names, speak TLS or run threads; this one does none of that. After the sandbox
 * is up it moves bytes between three open files in one thread, which takes memory and a
 * dozen calls, on any C library. What is not on the list fails with EPERM and does not
 * kill, so that a call some future library tries for its own comfort costs nothing. */
#include "fetch/join.h"
#include "fetch/join_confine.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__) && !defined(__ILP32__)
#define OUR_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__) && defined(__AARCH64EL__)
#define OUR_ARCH AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define OUR_ARCH AUDIT_ARCH_RISCV64
#endif

#ifdef OUR_ARCH

#define RULE_LEN 6
#define PROLOGUE_LEN 4

enum check {
    ANY,
    OF_FILES, /* argument 0 is a descriptor from `low` to `high` */
    NO_CODE,  /* argument 2, the protection, does not ask for executable memory */
};

struct rule {
    int call;
    enum check check;
    int low, high;
};

static const struct rule rules[] = {
    {SYS_pread64, OF_FILES, CK_JOIN_PICTURE_FD, CK_JOIN_OUT_FD},
    {SYS_pwrite64, OF_FILES, CK_JOIN_OUT_FD, CK_JOIN_OUT_FD},
    {SYS_write, OF_FILES, STDERR_FILENO, STDERR_FILENO},
    {SYS_mmap, NO_CODE, 0, 0},
    {SYS_mprotect, NO_CODE, 0, 0},
    {SYS_munmap, ANY, 0, 0},
    {SYS_mremap, ANY, 0, 0},
    {SYS_madvise, ANY, 0, 0},
    {SYS_brk, ANY, 0, 0},
    {SYS_futex, ANY, 0, 0},
    {SYS_getrandom, ANY, 0, 0},
    {SYS_clock_gettime, ANY, 0, 0}, /* where the vDSO does not answer it */
    {SYS_gettimeofday, ANY, 0, 0},
    {SYS_rt_sigreturn, ANY, 0, 0},
    {SYS_restart_syscall, ANY, 0, 0},
    {SYS_exit, ANY, 0, 0},
    {SYS_exit_group, ANY, 0, 0},
};

#define RULES (sizeof(rules) / sizeof(rules[0]))
#define REFUSE BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
/* The low half of an argument, which is all that a descriptor or a protection has. */
#define LOAD_ARGUMENT(number)                                                            \
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(offsetof(struct seccomp_data, args) +  \
                                                  sizeof(uint64_t) * (number)))

/* Every rule takes RULE_LEN steps; the first skips the others for another call. */
static void add_rule(const struct rule *rule, struct sock_filter *ret)
{
    const struct sock_filter ours =
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)rule->call, 0, RULE_LEN - 1);
    const struct sock_filter any[RULE_LEN] = {ours, ALLOW, ALLOW, ALLOW, ALLOW, ALLOW};
    const struct sock_filter of_files[RULE_LEN] = {
        ours,
        LOAD_ARGUMENT(0),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (uint32_t)rule->low, 0, 1),
        BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, (uint32_t)rule->high, 0, 1),
        REFUSE,
        ALLOW,
    };
    const struct sock_filter no_code[RULE_LEN] = {
        ours,
        LOAD_ARGUMENT(2),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
        REFUSE,
        ALLOW,
        ALLOW,
    };
    const struct sock_filter *steps = rule->check == ANY        ? any
                                      : rule->check == OF_FILES ? of_files
                                                                : no_code;

    for (int i = 0; i < RULE_LEN; i++) {
        ret[i] = steps[i];
    }
}

bool ck_join_forbid_calls(void)
{
    /* Another architecture's calls have other numbers. */
    struct sock_filter filter[PROLOGUE_LEN + RULES * RULE_LEN + 1] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OUR_ARCH, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    };
    const struct sock_filter last = REFUSE;
    const struct sock_fprog program = {
        .len = sizeof(filter) / sizeof(filter[0]),
        .filter = filter,
    };

    for (size_t i = 0; i < RULES; i++) {
        add_rule(&rules[i], filter + PROLOGUE_LEN + i * RULE_LEN);
    }
    filter[PROLOGUE_LEN + RULES * RULE_LEN] = last;
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

#else

bool ck_join_forbid_calls(void)
{
    errno = ENOSYS;
    return false;
}

#endif
