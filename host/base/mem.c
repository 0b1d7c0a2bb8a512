#include "base/mem.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool (*refuses)(void);
static atomic_ulong misses;

void ck_mem_set_refusal(bool (*refuse)(void))
{
    refuses = refuse;
}

static bool may_have(void)
{
    return refuses == NULL || !refuses();
}

static void *met(void *block)
{
    if (block == NULL) {
        atomic_fetch_add(&misses, 1);
        errno = ENOMEM;
    }
    return block;
}

unsigned long ck_mem_misses(void)
{
    return misses;
}

void *ck_mem_malloc(size_t size)
{
    return met(may_have() ? malloc(size) : NULL);
}

void *ck_mem_calloc(size_t count, size_t size)
{
    return met(may_have() ? calloc(count, size) : NULL);
}

void *ck_mem_realloc(void *block, size_t size)
{
    return met(may_have() ? realloc(block, size) : NULL);
}

void ck_mem_free(void *block)
{
    free(block);
}

char *ck_mem_strdup(const char *text)
{
    return met(may_have() ? strdup(text) : NULL);
}

void *ck_alloc(size_t size)
{
    return ck_mem_calloc(1, size > 0 ? size : 1);
}

void *ck_calloc(size_t count, size_t size)
{
    return ck_mem_calloc(count > 0 ? count : 1, size > 0 ? size : 1);
}

void *ck_realloc(void *block, size_t size)
{
    return ck_mem_realloc(block, size > 0 ? size : 1);
}

void ck_free(void *block)
{
    free(block);
}

char *ck_strndup(const char *text, size_t len)
{
    char *copy = ck_alloc(len + 1);

    if (copy != NULL && len > 0) {
        memcpy(copy, text, len);
    }
    return copy;
}

char *ck_strdup(const char *text)
{
    return text != NULL ? ck_strndup(text, strlen(text)) : NULL;
}

void ck_free_pointer(void *pointer_to_pointer)
{
    ck_free(*(void **)pointer_to_pointer);
}

void ck_close_pointer(int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd);
    }
}

void ck_fclose_pointer(FILE **file)
{
    if (*file != NULL) {
        (void)fclose(*file);
    }
}
