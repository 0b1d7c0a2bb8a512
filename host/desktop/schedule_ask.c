/* Programs that keep time are asked. */
#include "desktop/schedule_parts.h"

#include "base/io.h"
#include "desktop/spawn.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a program wrote into `file`. */
static void take_output(FILE *file, struct ck_buf *ret)
{
    if (ret != NULL && lseek(fileno(file), 0, SEEK_SET) == 0 &&
        !ck_read_all(fileno(file), ret, NULL)) {
        ck_buf_clear(ret);
    }
}

static int run(const char *const *argv, FILE *in, FILE *out, FILE *errors)
{
    const struct ck_spawn what = {.argv = argv,
                                  .in = fileno(in),
                                  .out = fileno(out),
                                  .err = fileno(errors),
                                  .sentinel = -1};
    int status = 0;
    pid_t pid;

    if (!ck_spawn(&what, &pid)) {
        return -1;
    }
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) {
            return -1;
        }
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int ck_schedule_ask(const char *const *argv, const char *input, struct ck_buf *ret_out,
                    struct ck_buf *ret_errors)
{
    /* Files, not pipes: nobody has to read while the other writes. */
    FILE *files[] = {tmpfile(), tmpfile(), tmpfile()};
    int status = -1;

    if (files[0] != NULL && files[1] != NULL && files[2] != NULL &&
        ck_write_all(fileno(files[0]), input, strlen(input), NULL) &&
        lseek(fileno(files[0]), 0, SEEK_SET) == 0) {
        status = run(argv, files[0], files[1], files[2]);
        take_output(files[1], ret_out);
        take_output(files[2], ret_errors);
    }
    for (size_t i = 0; i < 3; i++) {
        if (files[i] != NULL) {
            (void)fclose(files[i]);
        }
    }
    return status;
}
