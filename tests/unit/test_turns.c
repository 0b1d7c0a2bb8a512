/* Whose turn it is, told from a list of transfers that never touch a network. */
#include "fetch/transfer.h"
#include "fetch/turns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { MANY = 10, NOW = 100000 };

static const char cdn[] = "v16-webapp-prime.us.tiktok.com";
static const char cdn2[] = "v19-webapp-prime.us.tiktok.com";
static const char cdn3[] = "p16-sign-va.tiktokcdn.com";
static const char site[] = "www.tiktok.com";

struct list {
    struct ck_turns turns;
    struct ck_transfer transfers[MANY];
    size_t count;
};

static struct ck_transfer *add(struct list *list, const char *host,
                               enum ck_transfer_state state)
{
    struct ck_transfer *transfer = &list->transfers[list->count++];
    struct ck_transfer **last = &list->turns.first;

    assert_true(list->count <= MANY);
    (void)snprintf(transfer->host, sizeof(transfer->host), "%s", host);
    transfer->turns = &list->turns;
    transfer->state = state;
    if (state == CK_TRANSFER_RUNNING) {
        transfer->easy = transfer; /* only that there is one */
        transfer->sent_ms = NOW - 1;
    }
    while (*last != NULL) {
        last = &(*last)->next;
    }
    *last = transfer;
    return transfer;
}

static void answer(struct list *list, struct ck_transfer *transfer, long status,
                   int64_t now_ms, bool again)
{
    const struct ck_response response = {.status = status, .retry_after_s = -1};

    transfer->answered = true;
    assert_int_equal(ck_turns_answer(&list->turns, transfer, &response, now_ms, 0.5),
                     again);
}

static void test_three_of_a_host(void **state)
{
    struct list list = {0};
    struct ck_transfer *first = add(&list, cdn, CK_TRANSFER_RUNNING);
    struct ck_transfer *fourth;

    (void)state;
    add(&list, cdn, CK_TRANSFER_RUNNING);
    add(&list, cdn, CK_TRANSFER_RUNNING);
    fourth = add(&list, cdn, CK_TRANSFER_WAITING);
    assert_null(ck_turns_next(&list.turns, NOW));
    assert_int_equal(ck_turns_due(&list.turns, NOW), -1);
    assert_int_equal(ck_turns_wait(&list.turns, fourth, NOW, NULL), 0);
    assert_ptr_equal(ck_turns_next(&list.turns, NOW), NULL);
    add(&list, cdn2, CK_TRANSFER_WAITING);
    assert_ptr_equal(ck_turns_next(&list.turns, NOW), &list.transfers[4]);
    first->easy = NULL;
    first->state = CK_TRANSFER_OVER;
    assert_ptr_equal(ck_turns_next(&list.turns, NOW), fourth);
    assert_int_equal(ck_turns_due(&list.turns, NOW), 0);
}

static void test_a_refusal_holds_for_the_family(void **state)
{
    struct list list = {0};
    struct ck_transfer *refused = add(&list, cdn, CK_TRANSFER_RUNNING);
    struct ck_transfer *other = add(&list, cdn3, CK_TRANSFER_WAITING);
    struct ck_transfer *page;
    enum ck_code why = CK_OK;

    (void)state;
    assert_ptr_equal(ck_turns_next(&list.turns, NOW), other);
    answer(&list, refused, 429, NOW, true);
    assert_null(ck_turns_next(&list.turns, NOW));
    assert_int_equal(ck_turns_wait(&list.turns, other, NOW + 1, &why), 19999);
    assert_int_equal(why, CK_ERR_RATE);
    assert_int_equal(ck_turns_due(&list.turns, NOW + 19000), 1000);
    page = add(&list, site, CK_TRANSFER_WAITING);
    assert_ptr_equal(ck_turns_next(&list.turns, NOW), page);
    assert_int_equal(ck_turns_wait(&list.turns, page, NOW, NULL), 0);
}

static void test_one_goes_ahead_after_a_refusal(void **state)
{
    struct list list = {0};
    struct ck_transfer *first = add(&list, cdn, CK_TRANSFER_RUNNING);
    struct ck_transfer *second = add(&list, cdn2, CK_TRANSFER_WAITING);

    (void)state;
    answer(&list, first, 503, NOW, true);
    first->easy = NULL;
    first->state = CK_TRANSFER_WAITING;
    assert_ptr_equal(ck_turns_next(&list.turns, NOW + 2000), first);
    first->easy = first;
    first->state = CK_TRANSFER_RUNNING;
    first->sent_ms = NOW + 2000;
    first->answered = false;
    assert_null(ck_turns_next(&list.turns, NOW + 2001));
    assert_int_equal(ck_turns_due(&list.turns, NOW + 2001), -1);
    answer(&list, first, 200, NOW + 2100, false);
    assert_ptr_equal(ck_turns_next(&list.turns, NOW + 2100), second);
}

static void test_one_that_gave_up_leaves_the_way_free(void **state)
{
    struct list list = {0};
    struct ck_transfer *first = add(&list, cdn, CK_TRANSFER_RUNNING);
    struct ck_transfer *second = add(&list, cdn, CK_TRANSFER_WAITING);
    int64_t now_ms = NOW;

    (void)state;
    for (int i = 0; i < 3; i++) {
        answer(&list, first, 503, now_ms, true);
        now_ms = list.turns.paces[CK_FAMILY_MEDIA].open_ms;
        first->sent_ms = now_ms;
    }
    answer(&list, first, 503, now_ms + 1, false);
    first->easy = NULL;
    first->state = CK_TRANSFER_OVER;
    assert_null(ck_turns_next(&list.turns, now_ms + 2));
    assert_int_equal(ck_turns_due(&list.turns, now_ms + 1), 16000);
    assert_ptr_equal(ck_turns_next(&list.turns, now_ms + 16001), second);
}

static void test_speed_is_earned_before_more_begins(void **state)
{
    struct list list = {.turns = {.bytes_per_second = 1000}};
    struct ck_transfer *first = add(&list, cdn, CK_TRANSFER_RUNNING);
    struct ck_transfer *second = add(&list, cdn, CK_TRANSFER_WAITING);
    struct ck_transfer *page;

    (void)state;
    ck_turns_bytes(&list.turns, 2000, NOW);
    assert_ptr_equal(ck_turns_next(&list.turns, NOW), second);
    ck_turns_bytes(&list.turns, 3000, NOW); /* five seconds' worth */
    first->easy = NULL;
    first->state = CK_TRANSFER_OVER;
    assert_null(ck_turns_next(&list.turns, NOW));
    assert_int_equal(ck_turns_due(&list.turns, NOW), 3000);
    assert_int_equal(ck_turns_wait(&list.turns, second, NOW, NULL), 0);
    page = add(&list, site, CK_TRANSFER_WAITING);
    page->page = true;
    assert_ptr_equal(ck_turns_next(&list.turns, NOW), page);
    assert_ptr_equal(ck_turns_next(&list.turns, NOW + 3000), second);
    list.turns.bytes_per_second = 0;
    assert_ptr_equal(ck_turns_next(&list.turns, NOW), second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_of_a_host),
        cmocka_unit_test(test_a_refusal_holds_for_the_family),
        cmocka_unit_test(test_one_goes_ahead_after_a_refusal),
        cmocka_unit_test(test_one_that_gave_up_leaves_the_way_free),
        cmocka_unit_test(test_speed_is_earned_before_more_begins),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
