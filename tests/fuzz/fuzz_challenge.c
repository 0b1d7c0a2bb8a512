/* Any bytes as the question of a challenge page: what comes out can stand in a Cookie
 * header, and is only given when a number was found. */
#include "tiktok/page.h"

#include "base/buf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool fact)
{
    if (!fact) {
        abort();
    }
}

static void solve(const struct ck_challenge *challenge)
{
    struct ck_answer answer;
    struct ck_error err = {0};

    require(challenge->cookie[0] != '\0' && strpbrk(challenge->cookie, "=; ") == NULL);
    require(challenge->second_cookie[0] == '\0' || challenge->second_value[0] != '\0');
    require(strpbrk(challenge->second_value, ";\" \r\n") == NULL);
    if (!ck_challenge_solve(challenge, 100, &answer, &err)) {
        require(err.code == CK_ERR_CHALLENGE);
        return;
    }
    require(strlen(answer.value) % 4 == 0);
    require(strspn(answer.value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                 "0123456789+/=") == strlen(answer.value));
    ck_answer_clear(&answer);
}

/* Half of the inputs are what the question says before it is written as base64. */
static void add_question(const uint8_t *data, size_t size, struct ck_buf *page)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < size; i += 3) {
        uint32_t bits = (uint32_t)data[i] << 16 |
                        (i + 1 < size ? (uint32_t)data[i + 1] << 8 : 0) |
                        (i + 2 < size ? data[i + 2] : 0);

        ck_buf_addc(page, letters[bits >> 18]);
        ck_buf_addc(page, letters[bits >> 12 & 63]);
        if (i + 1 < size) {
            ck_buf_addc(page, letters[bits >> 6 & 63]);
        }
        if (i + 2 < size) {
            ck_buf_addc(page, letters[bits & 63]);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ck_autobuf struct ck_buf text = {.max = 1 << 20};
    struct ck_page page;
    struct ck_error err;

    if (size > 0 && data[0] == '{') {
        ck_buf_adds(&text, "<p id=wci class=c></p><p id=cs class=\"");
        add_question(data, size, &text);
        ck_buf_adds(&text, "\"></p>");
    } else {
        ck_buf_adds(&text, "<p id=wci class=\"");
        ck_buf_add(&text, data, size);
        ck_buf_adds(&text, "\"></p>");
    }
    if (ck_page_read(ck_buf_text(&text), text.len, &page, &err)) {
        if (page.challenge.question != NULL) {
            solve(&page.challenge);
        }
        ck_page_clear(&page);
    }
    return 0;
}
