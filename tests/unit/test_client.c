/* What can be told of the network client without a network: what it refuses, how it
 * waits and ends. The rest is in tests/fetch/fetch.test.mjs. */
#include "fetch/client.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

static bool never_started(void *ctx, const struct ck_response *r, struct ck_error *err)
{
    (void)r;
    (void)err;
    ++*(int *)ctx;
    return true;
}

static bool never_data(void *ctx, const char *bytes, size_t len, struct ck_error *err)
{
    (void)bytes;
    (void)len;
    (void)err;
    ++*(int *)ctx;
    return true;
}

static void never_finished(void *ctx, const struct ck_response *r,
                           const struct ck_error *err)
{
    (void)r;
    (void)err;
    ++*(int *)ctx;
}

static void test_refused_links_start_nothing(void **state)
{
    static const struct {
        const char *url, *referer;
    } rows[] = {
        {"http://www.tiktok.com/", NULL},
        {"https://evil.com/", NULL},
        {"https://www.tiktok.com/", "https://evil.com/"},
        {"https://www.tiktok.com/", "https://v16m.tiktokcdn.com/"},
        {"https://www.tiktok.com/", "about:blank"},
    };
    struct ck_client *client;
    struct ck_transfer *transfer;
    struct ck_error err;
    int calls = 0;
    const struct ck_transfer_calls never = {.started = never_started,
                                            .data = never_data,
                                            .finished = never_finished,
                                            .ctx = &calls,
                                            .restarted = never_started};

    (void)state;
    assert_true(ck_client_create(&client, &err));
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct ck_request request = {
            .url = rows[i].url, .referer = rows[i].referer, .max_bytes = 1};

        assert_false(ck_transfer_start(client, &request, &never, &transfer, &err));
        assert_int_equal(err.code, CK_ERR_URL);
        assert_null(transfer);
        ck_client_run(client);
        assert_int_equal(ck_client_active(client), 0);
    }
    ck_client_free(client);
    ck_client_free(NULL);
    assert_int_equal(calls, 0);
}

/* What is posted goes to an authority, and nothing else does. */
static void test_an_authority_sees_nothing_else(void **state)
{
    const struct ck_transfer_calls never = {
        .started = never_started, .data = never_data, .finished = never_finished};
    struct ck_request request = {.url = "https://timestamp.sectigo.com/", .max_bytes = 1};
    struct ck_client *client;
    struct ck_transfer *transfer;
    struct ck_error err;

    (void)state;
    assert_true(ck_client_create(&client, &err));
    assert_false(ck_transfer_start(client, &request, &never, &transfer, &err));
    assert_int_equal(err.code, CK_ERR_URL);
    request.url = "https://www.tiktok.com/";
    request.body = "a hash";
    request.body_len = 6;
    assert_false(ck_transfer_start(client, &request, &never, &transfer, &err));
    assert_int_equal(err.code, CK_ERR_URL);
    ck_client_free(client);
}

static void test_cancel_and_free_call_nobody(void **state)
{
    struct ck_client *client;
    struct ck_transfer *transfer[5];
    struct ck_error err;
    int calls = 0;
    const struct ck_transfer_calls never = {.started = never_started,
                                            .data = never_data,
                                            .finished = never_finished,
                                            .ctx = &calls,
                                            .restarted = never_started};
    const struct ck_cookies cookies = {"t", "w"};
    const struct ck_request request = {.url = "https://www.tiktok.com/",
                                       .cookies = &cookies,
                                       .page = true,
                                       .max_bytes = 1};

    (void)state;
    assert_true(ck_client_create(&client, &err));
    for (int i = 0; i < 5; i++) { /* more than run at once */
        assert_true(ck_transfer_start(client, &request, &never, &transfer[i], &err));
    }
    assert_int_equal(ck_client_active(client), 5);
    ck_transfer_cancel(transfer[0]);
    ck_transfer_cancel(transfer[4]);
    assert_int_equal(ck_client_active(client), 3);
    assert_true(ck_transfer_start(client, &request, &never, NULL, &err));
    ck_client_free(client);
    assert_int_equal(calls, 0);
}

static int64_t now_ms(void)
{
    struct timespec ts;

    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* With and without a transfer under way. */
static void check_waits(struct ck_client *client)
{
    struct ck_error err;
    struct ck_wait wait[2] = {{.events = POLLIN}, {.events = POLLOUT}};
    int in[2], out[2];

    assert_int_equal(pipe(in), 0);
    assert_int_equal(pipe(out), 0);
    wait[0].fd = in[0];
    wait[1].fd = out[1];
    assert_true(ck_client_wait(client, wait, 2, 10000, &err));
    assert_int_equal(wait[0].revents, 0);
    assert_int_equal(wait[1].revents, POLLOUT);
    assert_int_equal(write(in[1], "x", 1), 1);
    assert_true(ck_client_wait(client, wait, 1, 10000, &err));
    assert_int_equal(wait[0].revents, POLLIN);
    assert_int_equal(close(in[1]), 0);
    assert_true(ck_client_wait(client, wait, 1, 10000, &err));
    assert_int_equal(wait[0].revents, POLLIN | POLLHUP);
    (void)close(in[0]);
    (void)close(out[0]);
    (void)close(out[1]);
}

static void test_wait_sees_descriptors_and_the_end_of_a_pipe(void **state)
{
    struct ck_client *client;
    struct ck_transfer *transfer;
    struct ck_error err;
    struct ck_wait wait = {.events = POLLIN};
    int calls = 0;
    int end[2];
    const struct ck_transfer_calls never = {.started = never_started,
                                            .data = never_data,
                                            .finished = never_finished,
                                            .ctx = &calls,
                                            .restarted = never_started};
    const struct ck_request request = {.url = "https://www.tiktok.com/", .max_bytes = 1};

    (void)state;
    assert_true(ck_client_create(&client, &err));
    check_waits(client);
    assert_true(ck_transfer_start(client, &request, &never, &transfer, &err));
    check_waits(client);
    /* An empty pipe whose writer is gone shows no POLLIN at all. */
    assert_int_equal(pipe(end), 0);
    wait.fd = end[0];
    (void)close(end[1]);
    assert_true(ck_client_wait(client, &wait, 1, 10000, &err));
    assert_int_equal(wait.revents, POLLHUP);
    ck_transfer_cancel(transfer);
    assert_true(ck_client_wait(client, &wait, 1, 10000, &err));
    assert_int_equal(wait.revents, POLLHUP);
    (void)close(end[0]);
    ck_client_free(client);
}

static void ignore(int number)
{
    (void)number;
}

static void test_wait_ends_by_time_and_by_signal(void **state)
{
    struct ck_client *client;
    struct ck_error err;
    int64_t began = now_ms();

    (void)state;
    assert_true(ck_client_create(&client, &err));
    assert_true(ck_client_wait(client, NULL, 0, 50, &err));
    assert_in_range(now_ms() - began, 49, 5000);
    (void)sigaction(SIGALRM, &(struct sigaction){.sa_handler = ignore}, NULL);
    began = now_ms();
    (void)alarm(1);
    assert_true(ck_client_wait(client, NULL, 0, 30000, &err));
    assert_in_range(now_ms() - began, 0, 10000);
    ck_client_free(client);
}

static void test_environment_that_could_weaken_tls_is_removed(void **state)
{
    static const char *const gone[] = {"SSLKEYLOGFILE",   "OPENSSL_CONF",
                                       "OPENSSL_MODULES", "OPENSSL_ENGINES",
                                       "SSL_CERT_FILE",   "SSL_CERT_DIR"};

    (void)state;
    for (size_t i = 0; i < ROWS(gone); i++) {
        assert_int_equal(setenv(gone[i], "/tmp/x", 1), 0);
    }
    assert_int_equal(setenv("https_proxy", "http://proxy:3128", 1), 0);
    ck_client_clean_environment();
    for (size_t i = 0; i < ROWS(gone); i++) {
        assert_null(getenv(gone[i]));
    }
    assert_non_null(getenv("https_proxy"));
    (void)unsetenv("https_proxy");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused_links_start_nothing),
        cmocka_unit_test(test_cancel_and_free_call_nobody),
        cmocka_unit_test(test_an_authority_sees_nothing_else),
        cmocka_unit_test(test_wait_sees_descriptors_and_the_end_of_a_pipe),
        cmocka_unit_test(test_wait_ends_by_time_and_by_signal),
        cmocka_unit_test(test_environment_that_could_weaken_tls_is_removed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
