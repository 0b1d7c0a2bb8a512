#include "base/mem.h"

#include <jansson.h>
#include <malloc.h>
#include <sqlite3.h>

static void *sqlite_malloc(int size)
{
    return ck_mem_malloc((size_t)size);
}

static void *sqlite_realloc(void *block, int size)
{
    return ck_mem_realloc(block, (size_t)size);
}

static int sqlite_size(void *block)
{
    return (int)malloc_usable_size(block);
}

static int sqlite_roundup(int size)
{
    return (size + 7) & ~7;
}

static int sqlite_begin(void *ctx)
{
    (void)ctx;
    return SQLITE_OK;
}

static void sqlite_end(void *ctx)
{
    (void)ctx;
}

void ck_mem_for_libraries(void)
{
    static const sqlite3_mem_methods methods = {
        .xMalloc = sqlite_malloc,
        .xFree = ck_mem_free,
        .xRealloc = sqlite_realloc,
        .xSize = sqlite_size,
        .xRoundup = sqlite_roundup,
        .xInit = sqlite_begin,
        .xShutdown = sqlite_end,
    };

    json_set_alloc_funcs(ck_mem_malloc, ck_mem_free);
    /* Refused only when SQLite runs already; then it goes on with malloc(3). */
    (void)sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
}
