#include "face/backing.h"

#include "base/io.h"
#include "base/mem.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINKS_MAX = 64 * 1024 * 1024, SOURCES_MAX = 10000 };

static bool add_source(struct ck_backup_run *run, const struct ck_backup_source *source)
{
    struct ck_backup_source *grown =
        ck_realloc(run->sources, (run->count + 1) * sizeof(*grown));

    if (grown == NULL) {
        return false;
    }
    run->sources = grown;
    grown[run->count++] = *source;
    return true;
}

static bool add_list(void *ctx, const struct ck_address *address)
{
    struct ck_backup_run *run = ctx;
    const struct ck_backup_source source = {.address = *address};

    return run->count >= SOURCES_MAX || add_source(run, &source);
}

static bool add_set(struct ck_backup_run *run, const char *name, struct ck_link_set **ret)
{
    struct ck_backup_source source = {.links = ck_alloc(sizeof(*source.links)),
                                      .name = ck_strdup(name)};

    if (source.links == NULL || source.name == NULL || !add_source(run, &source)) {
        ck_free(source.links);
        ck_free(source.name);
        return false;
    }
    *ret = source.links;
    return true;
}

static bool add_file(struct ck_backup_run *run, const char *path, struct ck_error *err)
{
    bool piped = strcmp(path, "-") == 0;
    const char *slash = strrchr(path, '/');
    ck_autobuf struct ck_buf bytes = {.max = LINKS_MAX};
    struct ck_link_set *set;

    if (!(piped ? ck_read_all(STDIN_FILENO, &bytes, err)
                : ck_read_file(path, &bytes, err))) {
        return false;
    }
    if (!add_set(run,
                 piped           ? "standard input"
                 : slash != NULL ? slash + 1
                                 : path,
                 &set)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return ck_link_set_read(ck_buf_text(&bytes), bytes.len, add_list, run, set, err);
}

/* Posts given by themselves are one set. */
static bool add_link(struct ck_backup_run *run, const struct ck_address *address,
                     struct ck_error *err)
{
    static const char name[] = "the command line";
    struct ck_link_set *set = NULL;

    for (size_t i = 0; i < run->count; i++) {
        if (run->sources[i].links != NULL && strcmp(run->sources[i].name, name) == 0) {
            set = run->sources[i].links;
        }
    }
    if (set == NULL && !add_set(run, name, &set)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return ck_link_set_add(set, address, 0, err);
}

bool ck_backup_argument(struct ck_backup_run *run, const char *argument,
                        struct ck_error *err)
{
    char text[CK_USER_SIZE + 40];
    struct ck_address address;

    if (strcmp(argument, "-") == 0 ||
        (argument[0] != '@' && access(argument, F_OK) == 0)) {
        return add_file(run, argument, err);
    }
    if (argument[0] == '@' && ck_user_valid(argument + 1)) {
        (void)snprintf(text, sizeof(text), "https://www.tiktok.com/%s", argument);
        argument = text;
    }
    if (!ck_address_parse(argument, &address, err)) {
        return false;
    }
    if (address.kind == CK_ADDRESS_POST || address.kind == CK_ADDRESS_SHORT) {
        return add_link(run, &address, err);
    }
    return add_list(run, &address) || ck_fail(err, CK_ERR_NOMEM, NULL);
}

void ck_backup_clear(struct ck_backup_run *run)
{
    ck_backup_remarks_clear(run);
    for (size_t i = 0; i < run->count; i++) {
        ck_visit_free(run->sources[i].visit);
        if (run->sources[i].links != NULL) {
            ck_link_set_clear(run->sources[i].links);
        }
        ck_free(run->sources[i].links);
        ck_free(run->sources[i].name);
    }
    ck_free(run->sources);
}
