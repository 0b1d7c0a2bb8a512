/* Preloaded into a program, lets one of its requests for memory fail, whoever asks: our
 * code, jansson, SQLite, libcrypto. CK_STARVE_AT=N: the N-th; 0: none. How many there
 * were is written to descriptor 9 at the end. glibc's own names are used, as dlsym(3)
 * would ask for memory itself. */
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

static atomic_long requests, at = -1;

static int refused(void)
{
    if (atomic_fetch_add(&requests, 1) + 1 != at) {
        return 0;
    }
    errno = ENOMEM;
    return 1;
}

__attribute__((constructor)) static void begin(void)
{
    const char *set = getenv("CK_STARVE_AT");

    at = set != NULL ? strtol(set, NULL, 10) : 0;
    requests = 0; /* those of the loader are not counted */
}

__attribute__((destructor)) static void end(void)
{
    char text[32];
    int len = snprintf(text, sizeof(text), "%ld\n", (long)requests);
    const char *tell = getenv("CK_STARVE_TELL");
    ssize_t written = tell != NULL ? write(atoi(tell), text, (size_t)len) : 0;

    (void)written; /* nobody wants to know */
}

void *malloc(size_t size)
{
    return refused() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return refused() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    return refused() ? NULL : __libc_realloc(block, size);
}
