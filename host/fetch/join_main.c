/* clipkeep-join - joins the picture of one file and the sound of another into one MP4.
 * Works on descriptors 3, 4 and 5 (join.h). No names, no environment, no network. */
#include "fetch/join_confine.h"
#include "fetch/join_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <libavutil/log.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The largest input, as large as what the host fetches. */
static const int64_t input_max = INT64_C(4) << 30;

/* With write(2) alone: the C library's printing looks at the descriptor first, which is
 * forbidden. */
enum ck_join_exit ck_join_say(enum ck_join_exit code, const char *format, ...)
{
    char line[200];
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(line, sizeof(line) - 1, format, args);
    va_end(args);
    if (len >= 0) {
        size_t end = strlen(line);

        line[end] = '\n';
        /* When nobody listens, the exit code still tells. */
        if (write(STDERR_FILENO, line, end + 1) < 0) {
            return code;
        }
    }
    return code;
}

/* The size of a regular file that is open in one of the two modes; -1 otherwise. */
static int64_t size_of(int fd, int mode, int other_mode)
{
    struct stat st;
    int flags = fcntl(fd, F_GETFL);

    if (flags < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || flags & O_APPEND ||
        ((flags & O_ACCMODE) != mode && (flags & O_ACCMODE) != other_mode)) {
        return -1;
    }
    return st.st_size;
}

/* True when there is to be no picture: its descriptor leads to /dev/null. */
static bool is_null(int fd)
{
    struct stat null, st;

    return stat("/dev/null", &null) == 0 && fstat(fd, &st) == 0 && S_ISCHR(st.st_mode) &&
           st.st_rdev == null.st_rdev;
}

static enum ck_join_exit join(void)
{
    bool alone = is_null(CK_JOIN_PICTURE_FD);
    int64_t picture = alone ? 0 : size_of(CK_JOIN_PICTURE_FD, O_RDONLY, O_RDWR);
    int64_t sound = size_of(CK_JOIN_SOUND_FD, O_RDONLY, O_RDWR);

    if (picture < 0 || sound < 0 || size_of(CK_JOIN_OUT_FD, O_RDWR, O_RDWR) != 0) {
        return ck_join_say(CK_JOIN_USAGE,
                           "usage: clipkeep-join 3<PICTURE 4<SOUND 5<>EMPTY-FILE");
    }
    if (picture > input_max || sound > input_max) {
        return ck_join_say(CK_JOIN_UNREADABLE, "the files are too large");
    }
    if (!ck_join_confine(picture + sound)) {
        return ck_join_say(CK_JOIN_NO_SANDBOX, "no sandbox: %s", strerror(errno));
    }
    if (picture == 0 && !alone) {
        return ck_join_say(CK_JOIN_UNREADABLE, "the file with the picture is empty");
    }
    return ck_join_files(picture, sound);
}

int main(int argc, char **argv)
{
    enum ck_join_exit code;

    (void)argv;
    if (argc != 1) {
        return (int)ck_join_say(CK_JOIN_USAGE, "clipkeep-join takes no arguments");
    }
    av_log_set_level(AV_LOG_QUIET); /* it would repeat what strangers wrote */
    code = join();
    /* At once: the libraries' endings, and a sanitizer's, want what is forbidden by now.
     */
    (void)syscall(SYS_exit_group, (int)code);
    return (int)code;
}
