/* run.c - runs a program and tells what it cost.
 * usage: run FILE COMMAND [ARG...]; writes "wall user system peak" to FILE (seconds three
 * times, then KiB) and ends with the program's status. The peak of a program that a large
 * one starts counts from the size of that one; this one is small. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    struct rusage used;
    double began = now();
    double took;
    int status = 0;
    FILE *out;
    pid_t pid;

    if (argc < 3) {
        fprintf(stderr, "usage: run FILE COMMAND [ARG...]\n");
        return 2;
    }
    pid = fork();
    if (pid == 0) {
        execvp(argv[2], argv + 2);
        perror(argv[2]);
        _exit(127);
    }
    if (pid < 0 || wait4(pid, &status, 0, &used) != pid) {
        perror("run");
        return 2;
    }
    took = now() - began;
    out = fopen(argv[1], "w");
    if (out == NULL ||
        fprintf(out, "%.6f %.6f %.6f %ld\n", took, seconds(used.ru_utime),
                seconds(used.ru_stime), used.ru_maxrss) < 0 ||
        fclose(out) != 0) {
        perror(argv[1]);
        return 2;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
