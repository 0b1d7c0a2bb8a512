/* helper_main.c - clipkeep-desktop, the program that talks to the desktop for the host.
 *   clipkeep-desktop choose-folder START TITLE   prints the folder's path and a NUL
 *   clipkeep-desktop choose-path START TITLE     the same of a file
 *   clipkeep-desktop choose-file START TITLE     prints the file's name (not its path), a
 *                                                NUL and all its bytes: for a host whose
 *                                                sandbox does not let it open the file
 *   clipkeep-desktop show PATH
 * Exit code: 0 done, 1 cancelled by the person, 2 wrong call, 3 there is no dialog or
 * file manager, 4 the file is larger than CK_CHOSEN_MAX, 5 it cannot be read. */
#include "base/buf.h"
#include "base/io.h"
#include "base/mem.h"
#include "desktop/helper.h"
#include "desktop/helper_parts.h"
#include "desktop/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

static bool is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* A dialog must not outlive the host: take what we started along. */
static void end_all(int number)
{
    (void)number;
    if (getpgrp() == getpid()) {
        (void)kill(0, SIGKILL);
    }
    _exit(CK_CHOICE_UNABLE);
}

static void end_with_the_host(void)
{
    const struct sigaction action = {.sa_handler = end_all};

    (void)sigaction(SIGTERM, &action, NULL);
#ifdef __linux__
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
}

/* Reads what a dialog program prints; its last newline is not part of the path. */
static void read_path(int fd, struct ck_buf *ret)
{
    char chunk[1024];
    ssize_t n;

    while ((n = read(fd, chunk, sizeof(chunk))) > 0 || (n < 0 && errno == EINTR)) {
        if (n > 0) {
            ck_buf_add(ret, chunk, (size_t)n);
        }
    }
    if (ret->len > 0 && ret->data[ret->len - 1] == '\n') {
        ret->data[--ret->len] = '\0';
    }
}

static enum ck_choice run_dialog(const char *const *argv, struct ck_buf *ret)
{
    int ends[2];
    int status = 0;
    pid_t pid = 0;
    bool started;

    if (!ck_pipe(ends)) {
        return CK_CHOICE_UNABLE;
    }
    started = ck_spawn(
        &(struct ck_spawn){
            .argv = argv, .in = -1, .out = ends[1], .err = STDERR_FILENO, .sentinel = -1},
        &pid);
    (void)close(ends[1]);
    if (started) {
        read_path(ends[0], ret);
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
        }
    }
    (void)close(ends[0]);
    if (!started || !WIFEXITED(status)) {
        return CK_CHOICE_UNABLE;
    }
    if (WEXITSTATUS(status) == 0 && ck_buf_ok(ret) && ck_buf_text(ret)[0] == '/') {
        return CK_CHOICE_MADE;
    }
    ck_buf_clear(ret);
    /* zenity and kdialog: 1 for Cancel and for a closed window, else a fault. */
    return WEXITSTATUS(status) == 1 ? CK_CHOICE_CANCELLED : CK_CHOICE_UNABLE;
}

static enum ck_choice run_zenity(const struct ck_question *question, struct ck_buf *ret)
{
    ck_autobuf struct ck_buf file = {.max = PATH_MAX + 32};
    ck_autobuf struct ck_buf name = {.max = 1024};
    bool at_root = strcmp(question->start, "/") == 0;

    /* The final slash makes it the folder to start in, not a name to select. */
    ck_buf_addf(&file, "--filename=%s%s", question->start, at_root ? "" : "/");
    ck_buf_addf(&name, "--title=%s", question->title);
    if (!ck_buf_ok(&file) || !ck_buf_ok(&name)) {
        return CK_CHOICE_UNABLE;
    }
    return run_dialog(
        (const char *const[]){"zenity", "--file-selection", file.data, name.data,
                              question->folder ? "--directory" : NULL, NULL},
        ret);
}

static enum ck_choice run_kdialog(const struct ck_question *question, struct ck_buf *ret)
{
    return run_dialog((const char *const[]){"kdialog", "--title", question->title,
                                            question->folder ? "--getexistingdirectory"
                                                             : "--getopenfilename",
                                            question->start, NULL},
                      ret);
}

/* Asks in the first way that there is, from `start` or the nearest folder above it. */
static enum ck_choice ask(char *start, const char *title, bool folder, struct ck_buf *ret)
{
    const struct ck_question question = {folder, start, title};
    enum ck_choice choice;

    end_with_the_host();
    while (start[1] != '\0' && !is_folder(start)) {
        char *slash = strrchr(start, '/');

        slash[slash == start ? 1 : 0] = '\0';
    }
    choice = ck_portal_choose(&question, ret);
    if (choice == CK_CHOICE_UNABLE && ck_display_answers()) {
        choice = run_zenity(&question, ret);
        if (choice == CK_CHOICE_UNABLE) {
            choice = run_kdialog(&question, ret);
        }
    }
    return choice;
}

/* With the NUL behind it. */
static bool print_text(const char *text)
{
    return ck_write_all(STDOUT_FILENO, text, strlen(text) + 1, NULL);
}

static int choose_path(char *start, const char *title, bool folder)
{
    ck_autobuf struct ck_buf path = {.max = PATH_MAX};
    enum ck_choice choice = ask(start, title, folder, &path);

    if (choice == CK_CHOICE_MADE && !print_text(ck_buf_text(&path))) {
        return CK_CHOICE_UNABLE;
    }
    return (int)choice;
}

/* Reads it whole first: what has begun to be said cannot be taken back. */
static enum ck_choice print_file(const char *path)
{
    ck_autobuf struct ck_buf bytes = {.max = CK_CHOSEN_MAX};
    ck_autoclose int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct ck_error err = {0};
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        return CK_CHOICE_UNREADABLE;
    }
    if (!ck_read_all(fd, &bytes, &err)) {
        return err.code == CK_ERR_TOO_LARGE ? CK_CHOICE_LARGE : CK_CHOICE_UNREADABLE;
    }
    return print_text(strrchr(path, '/') + 1) &&
                   ck_write_all(STDOUT_FILENO, ck_buf_text(&bytes), bytes.len, NULL)
               ? CK_CHOICE_MADE
               : CK_CHOICE_UNABLE;
}

static int choose_file(char *start, const char *title)
{
    ck_autobuf struct ck_buf path = {.max = PATH_MAX};
    enum ck_choice choice = ask(start, title, false, &path);

    return (int)(choice == CK_CHOICE_MADE ? print_file(ck_buf_text(&path)) : choice);
}

static void open_folder(const char *opener, char *path, bool folder)
{
    const char *argv[] = {opener, path, NULL};
    char *slash = strrchr(path, '/');
    pid_t pid = 0;

    if (!folder) {
        slash[slash == path ? 1 : 0] = '\0';
    }
    (void)ck_spawn(
        &(struct ck_spawn){.argv = argv, .in = -1, .out = -1, .err = -1, .sentinel = -1},
        &pid);
}

/* Says at once whether there is a way, then goes on in the background: a file manager
 * may take seconds to start. */
static int show(char *path)
{
    bool folder = is_folder(path);
    ck_autofree char *opener = ck_display_answers() ? ck_find_program("xdg-open") : NULL;
    pid_t pid;

    if (!ck_bus_there() && opener == NULL) {
        return CK_CHOICE_UNABLE;
    }
    pid = fork();
    if (pid != 0) {
        return pid > 0 ? CK_CHOICE_MADE : CK_CHOICE_UNABLE;
    }
    if (!ck_bus_show(path, folder) && opener != NULL) {
        open_folder(opener, path, folder);
    }
    return CK_CHOICE_MADE;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "choose-folder") == 0 && argv[2][0] == '/') {
        return choose_path(argv[2], argv[3], true);
    }
    if (argc == 4 && strcmp(argv[1], "choose-path") == 0 && argv[2][0] == '/') {
        return choose_path(argv[2], argv[3], false);
    }
    if (argc == 4 && strcmp(argv[1], "choose-file") == 0 && argv[2][0] == '/') {
        return choose_file(argv[2], argv[3]);
    }
    if (argc == 3 && strcmp(argv[1], "show") == 0 && argv[2][0] == '/') {
        return show(argv[2]);
    }
    (void)fputs("clipkeep-desktop: a part of clipkeep, not to be run by hand\n", stderr);
    return 2;
}
