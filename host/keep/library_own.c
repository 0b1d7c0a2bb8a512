#include "keep/library_own.h"

#include "base/mem.h"
#include "keep/library_text.h"
#include "keep/table_read.h"

enum { OF_A_POST = 1000 };

/* A comment that an earlier table has already is passed by. */
static void add(json_t *ret, const char *post, json_t *comment)
{
    json_t *all = json_object_get(ret, post);

    if (all == NULL) {
        all = json_array();
        (void)json_object_set_new(ret, post, all);
    }
    for (size_t i = 0; i < json_array_size(all); i++) {
        if (json_equal(json_array_get(all, i), comment)) {
            return;
        }
    }
    if (json_array_size(all) < OF_A_POST) {
        (void)json_array_append(all, comment);
    }
}

/* A row of "date,comment,post,…". */
static bool take(void *ctx, const char *const values[CK_TABLE_VALUES])
{
    unsigned long misses = ck_mem_misses();

    if (values[2][0] != '\0') {
        json_t *comment = json_pack("[o, o]", ck_library_string(values[0]),
                                    ck_library_string(values[1]));

        add(ctx, values[2], comment);
        json_decref(comment);
    }
    return ck_mem_misses() == misses;
}

bool ck_library_own_read(const char *csv, size_t len, json_t *ret)
{
    return ck_table_rows(csv, len, take, ret);
}

json_t *ck_library_own(int rootfd)
{
    json_t *ret = json_object();

    if (ret != NULL && !ck_tables_rows(rootfd, "comments", take, ret)) {
        json_decref(ret);
        return NULL;
    }
    return ret;
}
