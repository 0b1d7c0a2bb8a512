/* Our memory, and that of jansson, SQLite and libcurl, comes through one place. */
#include "base/mem.h"

#include "fetch/client.h"

#include <curl/curl.h>
#include <jansson.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static bool refuse_all(void)
{
    return true;
}

static void *of_ours(void)
{
    void *block = ck_alloc(1);

    ck_free(block);
    return block;
}

static void *of_jansson(void)
{
    json_t *object = json_object();

    json_decref(object);
    return object;
}

static void *of_sqlite(void)
{
    void *block = sqlite3_malloc(1000);

    sqlite3_free(block);
    return block;
}

static void *of_curl(void)
{
    CURL *easy = curl_easy_init();

    curl_easy_cleanup(easy);
    return easy;
}

static void finished(void *ctx, const struct ck_response *response,
                     const struct ck_error *err)
{
    (void)ctx;
    (void)response;
    (void)err;
}

static void test_one_place(void **state)
{
    const struct {
        const char *whose;
        void *(*get)(void);
    } rows[] = {{"ours", of_ours},
                {"jansson's", of_jansson},
                {"SQLite's", of_sqlite},
                {"libcurl's", of_curl}};
    const struct ck_request request = {.url = "https://www.tiktok.com/@a", .page = true};
    const struct ck_transfer_calls calls = {.finished = finished};
    struct ck_client *client;

    (void)state;
    ck_mem_for_libraries();
    assert_int_equal(sqlite3_initialize(), SQLITE_OK);
    assert_true(ck_client_create(&client, NULL));
    assert_true(
        ck_transfer_start(client, &request, &calls, NULL, NULL)); /* starts libcurl */
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_mem_set_refusal(refuse_all);
        if (rows[i].get() != NULL) {
            fail_msg("%s memory is had elsewhere", rows[i].whose);
        }
        ck_mem_set_refusal(NULL);
        if (rows[i].get() == NULL) {
            fail_msg("%s memory is refused for good", rows[i].whose);
        }
    }
    ck_client_free(client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_one_place)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
