#include "base/json.h"

static int add(const char *bytes, size_t len, void *buf)
{
    ck_buf_add(buf, bytes, len);
    return ck_buf_ok(buf) ? 0 : -1;
}

bool ck_json_add(struct ck_buf *buf, const json_t *json, size_t flags)
{
    return json != NULL && json_dump_callback(json, add, buf, flags) == 0;
}
