/* expect_json.h - what a JSON value has to be, given as text. */
#ifndef CK_TESTS_EXPECT_JSON_H
#define CK_TESTS_EXPECT_JSON_H

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static inline void expect(const json_t *made, const char *text)
{
    json_error_t where;
    json_t *expected = json_loads(text, 0, &where);

    assert_non_null(expected);
    if (!json_equal(made, expected)) {
        fail_msg("%s", json_dumps(made, JSON_INDENT(1)));
    }
    json_decref(expected);
}

#endif
