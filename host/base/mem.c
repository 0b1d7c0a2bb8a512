#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *ck_alloc(size_t size)
{
    return calloc(1, size > 0 ? size : 1);
}

void *ck_calloc(size_t count, size_t size)
{
    return calloc(count > 0 ? count : 1, size > 0 ? size : 1);
}

void *ck_realloc(void *block, size_t size)
{
    return realloc(block, size > 0 ? size : 1);
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
