#include "base/xml.h"

#include <string.h>
#include <utf8proc.h>

/* XML 1.0, section 2.2, production Char. */
static bool is_allowed(utf8proc_int32_t point)
{
    return point == '\t' || point == '\n' || point == '\r' ||
           (point >= 0x20 && point < 0xd800) || (point >= 0xe000 && point <= 0xfffd) ||
           point >= 0x10000;
}

static void add_point(struct ck_buf *buf, utf8proc_int32_t point)
{
    utf8proc_uint8_t bytes[4];

    switch (point) {
    case '&':
        ck_buf_adds(buf, "&amp;");
        break;
    case '<':
        ck_buf_adds(buf, "&lt;");
        break;
    case '>':
        ck_buf_adds(buf, "&gt;");
        break;
    case '"':
        ck_buf_adds(buf, "&quot;");
        break;
    case '\r': /* a bare one is read as a newline */
        ck_buf_adds(buf, "&#13;");
        break;
    default:
        ck_buf_add(buf, bytes, (size_t)utf8proc_encode_char(point, bytes));
        break;
    }
}

void ck_xml_add(struct ck_buf *buf, const char *text)
{
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;
    size_t left = strlen(text);

    while (left > 0) {
        utf8proc_int32_t point;
        utf8proc_ssize_t len = utf8proc_iterate(at, (utf8proc_ssize_t)left, &point);

        if (len <= 0) {
            point = 0xfffd;
            len = 1;
        }
        if (is_allowed(point)) {
            add_point(buf, point);
        }
        at += len;
        left -= (size_t)len;
    }
}
