#include "fetch/client.h"

#include "base/clock.h"
#include "fetch/transfer.h"
#include "fetch/turns.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

/* Easy handles kept for the next transfer; more are closed. */
#define IDLE_MAX 8
#define WAITS_MAX 64
/* Bytes a second that each gets at least: above what counts as a stall. */
#define LEAST_SPEED 4096

struct ck_client {
    CURLM *multi; /* NULL until the first transfer */
    struct ck_turns turns;
    CURL *idle[IDLE_MAX];
    size_t idle_count;
    int64_t heard_ms; /* when anybody last answered */
    bool lost;        /* since then a name led nowhere, or there was no way out */
    bool performing;  /* libcurl is on the stack: it takes no handle now */
};

bool ck_client_create(struct ck_client **ret, struct ck_error *err)
{
    *ret = ck_alloc(sizeof(**ret));
    return *ret != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
}

static bool open_multi(struct ck_client *client, struct ck_error *err)
{
    if (client->multi != NULL) {
        return true;
    }
    if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, ck_mem_malloc, ck_mem_free,
                             ck_mem_realloc, ck_mem_strdup, ck_mem_calloc) != CURLE_OK) {
        return ck_fail(err, CK_ERR_NOMEM, "libcurl does not start");
    }
    client->multi = curl_multi_init();
    if (client->multi == NULL) {
        curl_global_cleanup();
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return true;
}

bool ck_client_ca_file(struct ck_client *client, char *ret, size_t size)
{
    char *file = NULL;
    CURL *easy = open_multi(client, NULL) ? curl_easy_init() : NULL;

    ret[0] = '\0';
#if LIBCURL_VERSION_NUM >= 0x075400
    if (easy != NULL && curl_easy_getinfo(easy, CURLINFO_CAINFO, &file) == CURLE_OK &&
        file != NULL && strlen(file) < size) {
        memcpy(ret, file, strlen(file) + 1);
    }
#else
    (void)file;
    (void)size;
#endif
    curl_easy_cleanup(easy);
    return ret[0] != '\0';
}

/* Shares the speed among those that run. */
static void share_speed(struct ck_client *client)
{
    size_t running = ck_turns_running(&client->turns);
    int64_t share = 0;

    if (client->turns.bytes_per_second > 0 && running > 0) {
        share = client->turns.bytes_per_second / (int64_t)running;
        share = share < LEAST_SPEED ? LEAST_SPEED : share;
    }
    for (struct ck_transfer *t = client->turns.first; t != NULL; t = t->next) {
        if (t->easy != NULL && !t->page) {
            (void)curl_easy_setopt(t->easy, CURLOPT_MAX_RECV_SPEED_LARGE,
                                   (curl_off_t)share);
        }
    }
}

/* Ends the rests that the limit before made. */
static void wake(struct ck_client *client)
{
    for (struct ck_transfer *t = client->turns.first; t != NULL; t = t->next) {
        if (t->easy != NULL && !t->page) {
            (void)curl_easy_pause(t->easy, CURLPAUSE_RECV);
            (void)curl_easy_pause(t->easy, CURLPAUSE_CONT);
        }
    }
}

void ck_client_limit(struct ck_client *client, size_t parallel, int64_t bytes_per_second)
{
    client->turns.parallel = parallel;
    client->turns.bytes_per_second = bytes_per_second;
    share_speed(client);
    wake(client);
}

/* Takes the transfer's handle out of the multi and keeps it for the next one. */
static void stop(struct ck_transfer *transfer)
{
    struct ck_client *client = transfer->client;

    if (transfer->easy == NULL) {
        return;
    }
    (void)curl_multi_remove_handle(client->multi, transfer->easy);
    if (client->idle_count < IDLE_MAX) {
        /* What it holds of the transfer, cookies included, goes now. */
        curl_easy_reset(transfer->easy);
        client->idle[client->idle_count++] = transfer->easy;
    } else {
        curl_easy_cleanup(transfer->easy);
    }
    transfer->easy = NULL;
    share_speed(client);
}

static void unlink_transfer(struct ck_transfer *transfer)
{
    struct ck_transfer **at = &transfer->client->turns.first;

    while (*at != NULL && *at != transfer) {
        at = &(*at)->next;
    }
    if (*at != NULL) {
        *at = transfer->next;
    }
}

void ck_client_free(struct ck_client *client)
{
    if (client == NULL) {
        return;
    }
    while (client->turns.first != NULL) {
        ck_transfer_cancel(client->turns.first);
    }
    while (client->idle_count > 0) {
        curl_easy_cleanup(client->idle[--client->idle_count]);
    }
    if (client->multi != NULL) {
        (void)curl_multi_cleanup(client->multi);
        curl_global_cleanup();
    }
    ck_free(client);
}

static bool launch(struct ck_transfer *transfer, struct ck_error *err)
{
    struct ck_client *client = transfer->client;
    CURL *easy =
        client->idle_count > 0 ? client->idle[--client->idle_count] : curl_easy_init();

    if (easy == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!ck_transfer_prepare(transfer, easy, err)) {
        curl_easy_cleanup(easy);
        return false;
    }
    if (curl_multi_add_handle(client->multi, easy) != CURLM_OK) {
        curl_easy_cleanup(easy);
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    transfer->easy = easy;
    transfer->state = CK_TRANSFER_RUNNING;
    share_speed(client);
    return true;
}

static void finish(struct ck_transfer *transfer, const struct ck_error *err)
{
    stop(transfer);
    unlink_transfer(transfer);
    transfer->state = CK_TRANSFER_OVER;
    transfer->calls.finished(transfer->calls.ctx, &transfer->response, err);
    ck_transfer_free(transfer);
}

static void launch_waiting(struct ck_client *client)
{
    struct ck_transfer *transfer;
    struct ck_error err;

    /* Found anew each time: a `finished` may change the list. */
    while ((transfer = ck_turns_next(&client->turns, ck_clock_ms())) != NULL) {
        if (!launch(transfer, &err)) {
            finish(transfer, &err);
        }
    }
}

bool ck_transfer_start(struct ck_client *client, const struct ck_request *request,
                       const struct ck_transfer_calls *calls, struct ck_transfer **ret,
                       struct ck_error *err)
{
    struct ck_transfer *transfer;
    struct ck_transfer **last = &client->turns.first;

    if (ret != NULL) {
        *ret = NULL;
    }
    if (!ck_transfer_make(request, calls, &transfer, err)) {
        return false;
    }
    transfer->client = client;
    transfer->turns = &client->turns;
    while (*last != NULL) {
        last = &(*last)->next;
    }
    *last = transfer;
    if (!open_multi(client, err) ||
        (!client->performing &&
         ck_turns_next(&client->turns, ck_clock_ms()) == transfer &&
         !launch(transfer, err))) {
        *last = NULL;
        ck_transfer_free(transfer);
        return false;
    }
    if (ret != NULL) {
        *ret = transfer;
    }
    return true;
}

void ck_transfer_cancel(struct ck_transfer *transfer)
{
    if (transfer->state == CK_TRANSFER_OVER) {
        return;
    }
    transfer->state = CK_TRANSFER_OVER;
    if (transfer->client->performing) {
        return; /* reap_cancelled() does the rest */
    }
    stop(transfer);
    unlink_transfer(transfer);
    ck_transfer_free(transfer);
}

static void reap_cancelled(struct ck_client *client)
{
    struct ck_transfer *transfer = client->turns.first;

    while (transfer != NULL) {
        struct ck_transfer *next = transfer->next;

        if (transfer->state == CK_TRANSFER_OVER) {
            stop(transfer);
            unlink_transfer(transfer);
            ck_transfer_free(transfer);
        }
        transfer = next;
    }
}

/* Answers of a proxy count: whether it reaches anybody is not known from here. */
static void note_network(struct ck_client *client, CURL *easy, CURLcode code)
{
    long status = 0;
    long reason = 0;

    (void)curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &reason);
    if (status > 0) {
        client->heard_ms = ck_clock_ms();
        client->lost = false;
    } else if (code == CURLE_COULDNT_RESOLVE_HOST ||
               code == CURLE_COULDNT_RESOLVE_PROXY ||
               (code == CURLE_COULDNT_CONNECT &&
                (reason == ENETUNREACH || reason == ENETDOWN))) {
        client->lost = true;
    }
}

bool ck_client_lost(const struct ck_client *client, int64_t *ret_heard_ms)
{
    *ret_heard_ms = client->heard_ms;
    return client->lost;
}

static void hop_over(struct ck_transfer *transfer, CURLcode code)
{
    struct ck_error err;

    if (ck_transfer_ends(transfer, code, &err)) {
        finish(transfer, err.code == CK_OK ? NULL : &err);
    } else {
        stop(transfer);
        transfer->state = CK_TRANSFER_WAITING;
    }
}

void ck_client_run(struct ck_client *client)
{
    CURLMsg *message;
    int left = 0;

    if (client->multi == NULL) {
        return;
    }
    client->performing = true;
    (void)curl_multi_perform(client->multi, &left);
    client->performing = false;
    reap_cancelled(client);
    while ((message = curl_multi_info_read(client->multi, &left)) != NULL) {
        CURLcode code = message->data.result;
        struct ck_transfer *transfer = NULL;

        (void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
        note_network(client, message->easy_handle, code);
        hop_over(transfer, code);
    }
    launch_waiting(client);
}

/* libcurl's poll hides POLLHUP and POLLERR of our descriptors, which is how the end of a
 * pipe shows; so poll(2) says what is ready, and libcurl's only waits. */
static bool wait_network(struct ck_client *client, struct pollfd *fds, size_t count,
                         int timeout_ms, struct ck_error *err)
{
    struct curl_waitfd extra[WAITS_MAX];
    CURLMcode code;

    for (size_t i = 0; i < count; i++) {
        extra[i] = (struct curl_waitfd){.fd = fds[i].fd};
        extra[i].events =
            (short)(((fds[i].events & POLLIN) != 0 ? CURL_WAIT_POLLIN : 0) |
                    ((fds[i].events & POLLOUT) != 0 ? CURL_WAIT_POLLOUT : 0));
    }
    code = curl_multi_poll(client->multi, extra, (unsigned)count, timeout_ms, NULL);
    if (code == CURLM_OUT_OF_MEMORY) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return code == CURLM_OK || ck_fail(err, CK_ERR_NET, "%s", curl_multi_strerror(code));
}

bool ck_client_wait(struct ck_client *client, struct ck_wait *waits, size_t count,
                    int timeout_ms, struct ck_error *err)
{
    struct pollfd fds[WAITS_MAX];
    bool network = client->turns.first != NULL;
    int64_t due_ms = ck_turns_due(&client->turns, ck_clock_ms());

    if (count > WAITS_MAX) {
        return ck_fail(err, CK_ERR_INTERNAL, "%zu descriptors to wait for", count);
    }
    for (size_t i = 0; i < count; i++) {
        fds[i] = (struct pollfd){.fd = waits[i].fd, .events = waits[i].events};
        waits[i].revents = 0;
    }
    if (network && timeout_ms < 0) {
        timeout_ms = 1000;
    }
    if (due_ms >= 0 && due_ms < timeout_ms) {
        timeout_ms = (int)due_ms;
    }
    if (network && !wait_network(client, fds, count, timeout_ms, err)) {
        return false;
    }
    if (poll(fds, count, network ? 0 : timeout_ms) < 0) {
        return errno == EINTR || ck_fail(err, CK_ERR_NET, "poll: %s", strerror(errno));
    }
    for (size_t i = 0; i < count; i++) {
        waits[i].revents = fds[i].revents;
    }
    return true;
}

int64_t ck_transfer_waits(const struct ck_transfer *transfer, enum ck_code *why)
{
    int64_t wait_ms = ck_turns_wait(transfer->turns, transfer, ck_clock_ms(), why);

    return (wait_ms + 999) / 1000;
}

size_t ck_client_active(const struct ck_client *client)
{
    size_t active = 0;

    for (const struct ck_transfer *t = client->turns.first; t != NULL; t = t->next) {
        active += t->state != CK_TRANSFER_OVER;
    }
    return active;
}
