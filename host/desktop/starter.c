#include "desktop/starter.h"

#include "base/mem.h"
#include "desktop/places.h"
#include "desktop/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const char folder_title[] = "Clipkeep: choose the folder to save into";
static const char file_title[] = "Clipkeep: choose the file that proves the permission";
static const char export_title[] = "Clipkeep: choose the file of TikTok's data export";
static const char unpacked_title[] =
    "Clipkeep: choose the folder of TikTok's data export";

enum { LISTS_SIZE = 256 };

/* One datagram each way. With a request come `done` and, if it is to have one, the
 * output. */
struct request {
    unsigned char what, with_output;
    char path[PATH_MAX];
    char lists[LISTS_SIZE];
};
struct answer {
    int why; /* errno, 0: it runs */
    pid_t pid;
};
enum { DONE, OUTPUT, FILES };

static int to_starter = -1;
static pid_t starter = -1;

/* --- the starter's side ----------------------------------------------------------- */

static bool receive(int from, struct request *ret, int files[FILES])
{
    union {
        char space[CMSG_SPACE(FILES * sizeof(int))];
        struct cmsghdr align;
    } control;
    struct iovec part = {ret, sizeof(*ret)};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.space,
                             .msg_controllen = sizeof(control.space)};
    const struct cmsghdr *with;
    ssize_t n;

    do {
        n = recvmsg(from, &message, MSG_CMSG_CLOEXEC);
    } while (n < 0 && errno == EINTR);
    with = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (n != (ssize_t)sizeof(*ret) || with == NULL || with->cmsg_type != SCM_RIGHTS ||
        with->cmsg_len != CMSG_LEN(FILES * sizeof(int))) {
        return false;
    }
    memcpy(files, CMSG_DATA(with), FILES * sizeof(int));
    return true;
}

enum { WORDS = 8 };
/* Stand for the path and the lists of the request. */
static const char the_path[] = "PATH";
static const char the_lists[] = "LISTS";

/* Only these words are ever started, with one path and names of lists. */
static const struct {
    const char *words[WORDS];
    bool own;   /* to Clipkeep itself */
    bool stays; /* on after the browser: nobody waits for it, nor holds its pipes */
} programs[] = {
    [CK_START_CHOOSE_FOLDER] = {{"choose-folder", the_path, folder_title}, false, false},
    [CK_START_SHOW] = {{"show", the_path}, false, false},
    [CK_START_RESUME] = {{"resume", "--quiet"}, true, true},
    [CK_START_MOVE] = {{"folder", "--quiet", "--move"}, true, true},
    [CK_START_DOCTOR] = {{"doctor", "--json"}, true, false},
    [CK_START_CHOOSE_FILE] = {{"choose-file", the_path, file_title}, false, false},
    [CK_START_CHOOSE_EXPORT] = {{"choose-path", the_path, export_title}, false, false},
    [CK_START_CHOOSE_EXPORT_FOLDER] = {{"choose-folder", the_path, unpacked_title},
                                       false,
                                       false},
    [CK_START_IMPORT_LOOK] = {{"import", "--dry-run", "--json", the_path}, true, false},
    [CK_START_IMPORT] = {{"import", "--json", "--queue", "--progress", "--lists",
                          the_lists, the_path},
                         true,
                         true},
    [CK_START_IMPORT_PRIVATELY] = {{"import", "--json", "--queue", "--progress",
                                    "--privately", "--lists", the_lists, the_path},
                                   true,
                                   true},
};

static bool is_known(const struct request *request)
{
    return request->what < sizeof(programs) / sizeof(programs[0]) &&
           request->path[0] == '/' &&
           strspn(request->lists, "abcdefghijklmnopqrstuvwxyz,-") ==
               strlen(request->lists);
}

static bool start_program(const struct request *request, int output, pid_t *ret)
{
    bool own = programs[request->what].own;
    bool heard = request->with_output && !programs[request->what].stays;
    ck_autofree char *program =
        own ? ck_place_self() : ck_place_helper("clipkeep-desktop");
    const char *argv[WORDS + 2] = {program};
    struct ck_spawn what = {.argv = argv,
                            .in = -1,
                            .out = request->with_output ? output : -1,
                            .err = heard ? STDERR_FILENO : -1,
                            .sentinel = -1,
                            .cwd = own ? "/" : NULL,
                            .session = true};

    if (program == NULL) {
        errno = ENOENT;
        return false;
    }
    for (size_t i = 0; i < WORDS; i++) {
        const char *word = programs[request->what].words[i];

        argv[i + 1] = word == the_path    ? request->path
                      : word == the_lists ? request->lists
                                          : word;
    }
    return ck_spawn(&what, ret);
}

/* One process for each program: starts it, waits for it, and tells how it ended. */
static void supervise(int to_host, const struct request *request, const int files[FILES])
{
    struct answer answer = {0};
    unsigned char code = UCHAR_MAX;
    int status = 0;

    (void)signal(SIGCHLD, SIG_DFL);
    if (!is_known(request)) {
        answer.why = EINVAL;
    } else if (!start_program(request, files[OUTPUT], &answer.pid)) {
        answer.why = errno;
    }
    (void)close(files[OUTPUT]);
    (void)!send(to_host, &answer, sizeof(answer), MSG_NOSIGNAL);
    (void)close(to_host);
    if (answer.why == 0 && !programs[request->what].stays) {
        while (waitpid(answer.pid, &status, 0) < 0 && errno == EINTR) {
        }
        code = WIFEXITED(status) ? (unsigned char)WEXITSTATUS(status) : UCHAR_MAX;
        (void)!write(files[DONE], &code, 1);
    }
    _exit(0);
}

/* The browser's pipes are not ours to keep open. */
static void let_go(int keep)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    (void)dup2(null, STDIN_FILENO);
    (void)dup2(null, STDOUT_FILENO);
    for (int fd = STDERR_FILENO + 1; fd < 256; fd++) {
        if (fd != keep) {
            (void)close(fd);
        }
    }
}

static void serve(int from)
{
    struct request request = {0};
    int files[FILES];

    let_go(from);
    (void)signal(SIGCHLD, SIG_IGN);
    (void)signal(SIGPIPE, SIG_IGN);
    /* Whoever ends the host ends us with it, by the socket. */
    (void)signal(SIGINT, SIG_IGN);
    (void)signal(SIGHUP, SIG_IGN);
    (void)signal(SIGTERM, SIG_IGN);
    while (receive(from, &request, files)) {
        request.path[sizeof(request.path) - 1] = '\0';
        request.lists[sizeof(request.lists) - 1] = '\0';
        if (fork() == 0) {
            supervise(from, &request, files);
        }
        for (int i = 0; i < FILES; i++) {
            (void)close(files[i]);
        }
    }
    _exit(0);
}

/* --- the host's side -------------------------------------------------------------- */

bool ck_starter_begin(struct ck_error *err)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        return ck_fail(err, CK_ERR_INTERNAL, "socketpair: %s", strerror(errno));
    }
    starter = fork();
    if (starter == 0) {
        serve(ends[1]);
    }
    (void)close(ends[1]);
    if (starter < 0) {
        (void)close(ends[0]);
        return ck_fail(err, CK_ERR_INTERNAL, "fork: %s", strerror(errno));
    }
    to_starter = ends[0];
    return true;
}

void ck_starter_end(void)
{
    if (to_starter >= 0) {
        (void)close(to_starter);
        to_starter = -1;
        while (waitpid(starter, NULL, 0) < 0 && errno == EINTR) {
        }
    }
}

static bool send_request(const struct request *request, const int files[FILES])
{
    union {
        char space[CMSG_SPACE(FILES * sizeof(int))];
        struct cmsghdr align;
    } control = {{0}};
    struct iovec part = {(void *)(uintptr_t)request, sizeof(*request)};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.space,
                             .msg_controllen = sizeof(control.space)};
    struct cmsghdr *with = CMSG_FIRSTHDR(&message);

    with->cmsg_level = SOL_SOCKET;
    with->cmsg_type = SCM_RIGHTS;
    with->cmsg_len = CMSG_LEN(FILES * sizeof(int));
    memcpy(CMSG_DATA(with), files, FILES * sizeof(int));
    return sendmsg(to_starter, &message, MSG_NOSIGNAL) == (ssize_t)sizeof(*request);
}

static bool ask(const struct request *request, const int files[FILES], pid_t *ret)
{
    struct answer answer;
    ssize_t n;

    if (!send_request(request, files)) {
        return false;
    }
    do {
        n = recv(to_starter, &answer, sizeof(answer), 0);
    } while (n < 0 && errno == EINTR);
    errno = n == (ssize_t)sizeof(answer) ? answer.why : ECHILD;
    *ret = n == (ssize_t)sizeof(answer) ? answer.pid : -1;
    return errno == 0;
}

bool ck_starter_start(enum ck_start what, const char *path, const char *lists, int out,
                      struct ck_started *ret)
{
    struct request request = {.what = (unsigned char)what, .with_output = out >= 0};
    size_t lists_len = lists != NULL ? strlen(lists) : 0;
    bool for_this_alone = to_starter < 0;
    int ends[2];
    bool ok;
    int why;

    if (strlen(path) >= sizeof(request.path) || lists_len >= sizeof(request.lists) ||
        !ck_pipe(ends)) {
        return false;
    }
    memcpy(request.path, path, strlen(path));
    memcpy(request.lists, lists_len > 0 ? lists : "", lists_len);
    ok = !for_this_alone || ck_starter_begin(NULL);
    if (ok) {
        const int files[FILES] = {[DONE] = ends[1], [OUTPUT] = out >= 0 ? out : ends[1]};

        ok = ask(&request, files, &ret->pid);
    }
    why = errno;
    if (for_this_alone) {
        ck_starter_end();
    }
    (void)close(ends[1]);
    ret->done = ends[0];
    if (!ok) {
        (void)close(ends[0]);
    }
    errno = why;
    return ok;
}

int ck_started_end(struct ck_started *started, int ms)
{
    struct pollfd done = {.fd = started->done, .events = POLLIN};
    unsigned char code = UCHAR_MAX;
    int ready;

    do {
        ready = poll(&done, 1, ms);
    } while (ready < 0 && errno == EINTR);
    if (ready <= 0) {
        (void)kill(-started->pid, SIGKILL);
    }
    if (read(started->done, &code, 1) != 1) {
        code = UCHAR_MAX;
    }
    (void)close(started->done);
    *started = (struct ck_started){.done = -1};
    return code == UCHAR_MAX ? -1 : code;
}
