#include "keep/zip_library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

/* Debian's name for it, that of everybody else, and the one on macOS. */
static const char *const names[] = {"libzip.so.4", "libzip.so.5", "libzip.5.dylib"};

static const struct {
    const char *name;
    size_t at; /* in struct ck_zip_library */
} functions[] = {
    {"zip_fdopen", offsetof(struct ck_zip_library, fdopen)},
    {"zip_get_num_entries", offsetof(struct ck_zip_library, get_num_entries)},
    {"zip_stat_index", offsetof(struct ck_zip_library, stat_index)},
    {"zip_fopen_index", offsetof(struct ck_zip_library, fopen_index)},
    {"zip_fread", offsetof(struct ck_zip_library, fread)},
    {"zip_fclose", offsetof(struct ck_zip_library, fclose)},
    {"zip_discard", offsetof(struct ck_zip_library, discard)},
};

static void *open_library(void)
{
    void *handle = NULL;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && handle == NULL; i++) {
        handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    }
    return handle;
}

const struct ck_zip_library *ck_zip_library(void)
{
    static struct ck_zip_library library;
    void *handle = library.fdopen == NULL ? open_library() : NULL;

    for (size_t i = 0; handle != NULL && i < sizeof(functions) / sizeof(functions[0]);
         i++) {
        void *function = dlsym(handle, functions[i].name);

        if (function == NULL) {
            library.fdopen = NULL;
            return NULL;
        }
        /* POSIX gives the address of a function as an object's; ISO C has no cast for
         * that. */
        memcpy((char *)&library + functions[i].at, &function, sizeof(function));
    }
    return library.fdopen != NULL ? &library : NULL;
}
