/* The command line of Clipkeep with one of its requests for memory refused, whether ours,
 * jansson's, libcurl's or SQLite's: the program that tests/torture/saves_memory.py runs,
 * built with the sanitizers. CK_REFUSE=N: the N-th; 0: none. CK_REFUSE_FOR_GOOD: and all
 * after it. How many there were is written to the file CK_REFUSE_TELL at the end.
 * jansson's parser, which does not survive this (an assertion of its own fails), always
 * has memory: json_loadb() is wrapped by the linker. */
#include "base/mem.h"
#include "desktop/confine.h"
#include "face/cli.h"
#include "fetch/client.h"

#include <jansson.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

json_t *__real_json_loadb(const char *bytes, size_t len, size_t flags,
                          json_error_t *error);
json_t *__wrap_json_loadb(const char *bytes, size_t len, size_t flags,
                          json_error_t *error);

void __wrap_ck_confine_process(void);
bool __wrap_ck_confine_files(const char *folder, bool *ret_done, struct ck_error *err);

static atomic_long requests;
static long at;
static bool for_good;
static _Thread_local bool parsing;

static bool refuse(void)
{
    long number = parsing ? 0 : atomic_fetch_add(&requests, 1) + 1;

    return number != 0 && at != 0 && (number == at || (for_good && number > at));
}

json_t *__wrap_json_loadb(const char *bytes, size_t len, size_t flags,
                          json_error_t *error)
{
    json_t *got;

    parsing = true;
    got = __real_json_loadb(bytes, len, flags, error);
    parsing = false;
    return got;
}

void __wrap_ck_confine_process(void)
{
}

bool __wrap_ck_confine_files(const char *folder, bool *ret_done, struct ck_error *err)
{
    (void)folder;
    (void)err;
    *ret_done = false;
    return true;
}

static void tell(FILE *file)
{
    if (file != NULL) {
        (void)fprintf(file, "%ld\n", (long)requests);
        (void)fclose(file);
    }
}

int main(int argc, char **argv)
{
    const char *number = getenv("CK_REFUSE");
    const char *name = getenv("CK_REFUSE_TELL");
    FILE *file = name != NULL ? fopen(name, "we") : NULL;
    int status;

    at = number != NULL ? strtol(number, NULL, 10) : 0;
    for_good = getenv("CK_REFUSE_FOR_GOOD") != NULL;
    ck_client_clean_environment();
    ck_mem_for_libraries();
    ck_mem_set_refusal(refuse);
    status = ck_cli_main(argc, argv);
    ck_mem_set_refusal(NULL);
    tell(file);
    return status;
}
