/* start.c - measures the host against `curl --version`, which loads the same libraries.
 * usage: start CLIPKEEP ORIGIN RUNS; prints a table, exit 0 when every ratio is in
 * bounds. The runs alternate, so that a busy moment of the machine falls on both. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_RUNS 201
#define HELLO                                                                            \
    "{\"id\":1,\"verb\":\"hello\",\"protocol\":[1,1],\"version\":\"0.1.0\","             \
    "\"browser\":\"chromium\"}"

extern char **environ;

static void die(const char *what)
{
    fprintf(stderr, "bench: %s: %s\n", what, strerror(errno));
    exit(2);
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, compare);
    return count % 2 ? values[count / 2]
                     : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* Starts a program; `in` and `out` become its standard input and output. */
static pid_t start(char *const argv[], int in, int out)
{
    posix_spawn_file_actions_t actions;
    pid_t pid;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, 0);
    posix_spawn_file_actions_adddup2(&actions, out, 1);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    errno = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
    if (errno != 0) {
        die(argv[0]);
    }
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

/* Runs a program to its end: wall time, and its peak of resident memory in KiB. */
static double run_once(char *const argv[], int null, double *ret_peak)
{
    struct rusage usage;
    int status;
    double begin = now_ms();
    pid_t pid = start(argv, null, null);
    if (wait4(pid, &status, 0, &usage) != pid || status != 0) {
        die("a run failed");
    }
    *ret_peak = (double)usage.ru_maxrss;
    return now_ms() - begin;
}

static double resident_kib(pid_t pid)
{
    char path[64], line[256];
    double kib = -1;
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *file = fopen(path, "r");
    if (!file) {
        die(path);
    }
    while (fgets(line, sizeof line, file)) {
        if (strncmp(line, "VmRSS:", 6) == 0) {
            kib = strtod(line + 6, NULL);
        }
    }
    fclose(file);
    return kib;
}

static void read_whole(int fd, void *to, size_t size)
{
    for (size_t got = 0; got < size;) {
        ssize_t n = read(fd, (char *)to + got, size - got);
        if (n <= 0) {
            die("the host said nothing");
        }
        got += (size_t)n;
    }
}

/* From the start of the host until its answer to hello is read whole. */
static double hello_once(char *const argv[], double *ret_resident)
{
    int to[2], from[2];
    if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0) {
        die("pipe");
    }
    double begin = now_ms();
    pid_t pid = start(argv, to[0], from[1]);
    close(to[0]);
    close(from[1]);
    uint32_t length = sizeof HELLO - 1;
    char frame[sizeof length + sizeof HELLO];
    memcpy(frame, &length, sizeof length);
    memcpy(frame + sizeof length, HELLO, length);
    if (write(to[1], frame, sizeof length + length) !=
        (ssize_t)(sizeof length + length)) {
        die("write");
    }
    read_whole(from[0], &length, sizeof length);
    static char answer[1 << 20];
    if (length >= sizeof answer) {
        die("frame too large");
    }
    read_whole(from[0], answer, length);
    double took = now_ms() - begin;
    answer[length] = '\0';
    if (!strstr(answer, "\"answer\"")) {
        fprintf(stderr, "bench: the host answered %s\n", answer);
        exit(2);
    }
    nanosleep(&(struct timespec){.tv_nsec = 50 * 1000 * 1000}, NULL);
    *ret_resident = resident_kib(pid);
    close(to[1]);
    close(from[0]);
    int status;
    waitpid(pid, &status, 0);
    return took;
}

static bool row(const char *what, const char *unit, double ours, double theirs,
                double most)
{
    bool fine = ours / theirs <= most;
    printf("%-36s %9.2f %-3s %9.2f %-3s %6.2f  <= %.1f  %s\n", what, ours, unit, theirs,
           unit, ours / theirs, most, fine ? "PASS" : "FAIL");
    return fine;
}

int main(int argc, char **argv)
{
    static double version[MAX_RUNS], hello[MAX_RUNS], resident[MAX_RUNS];
    static double curl[MAX_RUNS], peak[MAX_RUNS];
    size_t runs = argc == 4 ? strtoul(argv[3], NULL, 10) : 0;
    if (runs < 1 || runs > MAX_RUNS) {
        fprintf(stderr, "usage: start CLIPKEEP ORIGIN RUNS\n");
        return 2;
    }
    char *const version_argv[] = {argv[1], "--version", NULL};
    char *const hello_argv[] = {argv[1], argv[2], NULL};
    char *const curl_argv[] = {"curl", "--version", NULL};
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    double unused;
    run_once(version_argv, null, &unused); /* fills the page cache for both */
    run_once(curl_argv, null, &unused);
    for (size_t i = 0; i < runs; i++) {
        curl[i] = run_once(curl_argv, null, &peak[i]);
        version[i] = run_once(version_argv, null, &unused);
        hello[i] = hello_once(hello_argv, &resident[i]);
    }
    double curl_ms = median(curl, runs);
    printf("medians of %zu runs, in turns%18s %13s  ratio  bound\n", runs, "clipkeep",
           "curl --version");
    bool fine = row("--version, wall time", "ms", median(version, runs), curl_ms, 1.2);
    fine &= row("start to answer of hello, wall time", "ms", median(hello, runs), curl_ms,
                1.5);
    fine &= row("resident when idle / peak", "MiB", median(resident, runs) / 1024,
                median(peak, runs) / 1024, 1.3);
    return fine ? 0 : 1;
}
