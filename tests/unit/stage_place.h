/* stage_place.h - a sealed part in a test's folder. */
#ifndef CK_TESTS_STAGE_PLACE_H
#define CK_TESTS_STAGE_PLACE_H

#include "keep/stage.h"

#include "place_files.h"

static inline struct ck_stage *staged(const struct place *place, const char *key,
                                      const char *content, struct ck_staged_file *ret)
{
    struct ck_stage *stage;
    struct ck_error err;

    assert_true(
        ck_stage_open(place->fd, key, (int64_t)strlen(content) + 9999, &stage, &err));
    assert_true(ck_stage_write(stage, content, strlen(content), &err));
    assert_true(ck_stage_seal(stage, ret, &err));
    return stage;
}

#endif
