#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tiktok/attempt.h"

#include <string.h>

/* What an attempt met, as one letter: c challenge with an answer, C one without, s shell,
 * p unreadable, f HTTP 403, m maintenance, 5 HTTP 503, X captcha, P private, L login,
 * G region, U unavailable, n network, r rate limit. */
static struct ck_outcome outcome_of(char letter)
{
    switch (letter) {
    case 'c':
        return (struct ck_outcome){CK_ERR_CHALLENGE, 200, true};
    case 'C':
        return (struct ck_outcome){CK_ERR_CHALLENGE, 200, false};
    case 's':
        return (struct ck_outcome){CK_ERR_SHELL, 200, false};
    case 'p':
        return (struct ck_outcome){CK_ERR_PAGE, 200, false};
    case 'f':
        return (struct ck_outcome){CK_ERR_HTTP, 403, false};
    case 'm':
        return (struct ck_outcome){CK_ERR_SERVER, 200, false};
    case '5':
        return (struct ck_outcome){CK_ERR_SERVER, 503, false};
    case 'X':
        return (struct ck_outcome){CK_ERR_CAPTCHA, 200, false};
    case 'P':
        return (struct ck_outcome){CK_ERR_PRIVATE, 200, false};
    case 'L':
        return (struct ck_outcome){CK_ERR_LOGIN, 200, false};
    case 'G':
        return (struct ck_outcome){CK_ERR_REGION, 200, false};
    case 'U':
        return (struct ck_outcome){CK_ERR_UNAVAILABLE, 200, false};
    case 'r':
        return (struct ck_outcome){CK_ERR_RATE, 429, false};
    default:
        return (struct ck_outcome){CK_ERR_NET, 0, false};
    }
}

/* The attempts as letters: Page, Answer, Warm, Telephone, other Browser, Embed, Stop. */
static const char letters[] = "PAWTBES";

static void test_what_is_tried_in_which_order(void **state)
{
    const struct {
        const char *why, *met, *tried;
        bool watermark;
        enum ck_code code; /* of the stop, CK_OK: not reached */
    } rows[] = {
        {"the challenge is answered", "c", "PA", false, CK_OK},
        {"a second challenge is answered too", "cc", "PAA", false, CK_OK},
        {"a third one is not", "ccc", "PAAW", false, CK_OK},
        {"each way has its own answers", "cccc", "PAAWA", false, CK_OK},
        {"a challenge without an answer", "C", "PW", false, CK_OK},
        {"a shell after the answer", "cs", "PAW", false, CK_OK},
        {"403 after the answer", "cf", "PAW", false, CK_OK},
        {"all ways in vain", "sssss", "PWTBBS", false, CK_ERR_SHELL},
        {"all ways in vain, embed too", "ssssss", "PWTBBES", true, CK_ERR_SHELL},
        {"what came first is told", "Cspfs", "PWTBBS", false, CK_ERR_CHALLENGE},
        {"challenges for ever", "ccccccccccccccc", "PAAWAATAABAABAAS", false,
         CK_ERR_CHALLENGE},
        {"a refused browser is not asked again", "m", "PT", false, CK_OK},
        {"every browser refused", "mmmm", "PTBBS", false, CK_ERR_SERVER},
        {"captcha ends it", "X", "PS", true, CK_ERR_CAPTCHA},
        {"captcha ends it later too", "scX", "PWAS", true, CK_ERR_CAPTCHA},
        {"private", "P", "PS", true, CK_ERR_PRIVATE},
        {"login", "L", "PS", true, CK_ERR_LOGIN},
        {"region", "G", "PS", true, CK_ERR_REGION},
        {"removed", "U", "PS", true, CK_ERR_UNAVAILABLE},
        {"removed, as the second page says", "sU", "PWS", true, CK_ERR_UNAVAILABLE},
        {"network", "n", "PS", true, CK_ERR_NET},
        {"asked to slow down", "r", "PS", true, CK_ERR_RATE},
        {"busy", "5", "PS", true, CK_ERR_SERVER},
        {"stopped stays stopped", "Xss", "PSSS", true, CK_ERR_CAPTCHA},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_attempts attempts;
        struct ck_attempt attempt;
        char tried[40] = "P";
        size_t count = strlen(rows[i].met);

        ck_attempts_begin(&attempts, rows[i].watermark);
        attempt = attempts.last;
        for (size_t j = 0; j < count; j++) {
            struct ck_outcome outcome = outcome_of(rows[i].met[j]);

            attempt = ck_attempts_next(&attempts, &outcome);
            tried[j + 1] = letters[attempt.kind];
        }
        if (strcmp(tried, rows[i].tried) != 0 || attempt.code != rows[i].code) {
            fail_msg("%s: %s, %s", rows[i].why, tried, ck_code_text(attempt.code));
        }
    }
}

/* Each attempt says all that must be done for it. */
static void test_how_each_is_made(void **state)
{
    const struct ck_outcome shell = outcome_of('s');
    const struct ck_outcome challenge = outcome_of('c');
    struct ck_attempts attempts;
    struct ck_attempt attempt;
    const char *phone;
    const char *other;

    (void)state;
    ck_attempts_begin(&attempts, true);
    assert_int_equal(attempts.last.pause_ms, 0);
    assert_false(attempts.last.fresh);
    assert_null(attempts.last.user_agent);
    attempt = ck_attempts_next(&attempts, &challenge);
    assert_int_equal(attempt.pause_ms, 0); /* the answer is good for a moment only */
    assert_false(attempt.fresh);
    attempt = ck_attempts_next(&attempts, &shell);
    assert_in_range(attempt.pause_ms, 1000, 2000);
    assert_true(attempt.fresh && attempt.warm);
    assert_null(attempt.user_agent);
    attempt = ck_attempts_next(&attempts, &shell);
    phone = attempt.user_agent;
    assert_non_null(strstr(phone, "iPhone"));
    assert_true(attempt.fresh && !attempt.warm);
    attempt = ck_attempts_next(&attempts, &challenge);
    assert_string_equal(attempt.user_agent, phone); /* the same asks with the answer */
    assert_false(attempt.fresh);
    attempt = ck_attempts_next(&attempts, &shell);
    other = attempt.user_agent;
    attempt = ck_attempts_next(&attempts, &shell);
    assert_string_not_equal(attempt.user_agent, other);
    attempt = ck_attempts_next(&attempts, &shell);
    assert_int_equal(attempt.kind, CK_ATTEMPT_EMBED);
    assert_string_equal(attempt.user_agent, phone);
}

static void test_addresses(void **state)
{
    struct ck_attempt attempt = {.kind = CK_ATTEMPT_WARM};
    struct ck_address address;
    struct ck_error err;
    char url[1024];

    (void)state;
    assert_true(ck_address_parse("https://www.tiktok.com/@mina/photo/7679401525687041101",
                                 &address, &err));
    assert_true(ck_attempt_address(&attempt, &address, url));
    assert_string_equal(url, "https://www.tiktok.com/@mina/video/7679401525687041101");
    attempt.kind = CK_ATTEMPT_EMBED;
    assert_true(ck_attempt_address(&attempt, &address, url));
    assert_string_equal(url, "https://www.tiktok.com/embed/v2/7679401525687041101");
    assert_true(ck_address_parse("https://www.tiktok.com/@mina", &address, &err));
    assert_false(ck_attempt_address(&attempt, &address, url));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_tried_in_which_order),
        cmocka_unit_test(test_how_each_is_made),
        cmocka_unit_test(test_addresses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
