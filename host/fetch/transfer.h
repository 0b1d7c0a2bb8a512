/* transfer.h - one GET: a hop, or several when it is redirected, refused for a while or
 * breaks off, each on a fresh set of options (transfer_options.c). What an answer is good
 * for: transfer_answer.c; what becomes of the transfer then: transfer.c. Knows libcurl's
 * easy interface; client.c knows the multi interface and calls these. Used inside fetch/
 * only. */
#ifndef CK_FETCH_TRANSFER_H
#define CK_FETCH_TRANSFER_H

#include "fetch/client.h"
#include "fetch/guard.h"
#include "fetch/pace.h"
#include "fetch/range.h"
#include "fetch/turns.h"

#include <curl/curl.h>

enum ck_transfer_state {
    CK_TRANSFER_WAITING, /* for its turn: turns.h */
    CK_TRANSFER_RUNNING, /* in the multi */
    CK_TRANSFER_OVER,    /* cancelled, or its `finished` is being called */
};

/* What is done with the answer that is coming in. */
enum ck_answer_use {
    CK_ANSWER_GIVE,   /* to the caller */
    CK_ANSWER_FOLLOW, /* to the place it names; its body is dropped */
    CK_ANSWER_REPEAT, /* asked again; its body is dropped */
    CK_ANSWER_NONE,   /* nothing is missing; its body is dropped */
};

struct ck_transfer {
    struct ck_client *client;
    struct ck_turns *turns;   /* the client's */
    struct ck_transfer *next; /* in the client's list */
    enum ck_transfer_state state;
    CURL *easy; /* the client's; NULL unless running */
    struct curl_slist *headers;

    char url[CK_URL_MAX]; /* of this hop */
    char host[CK_HOST_MAX];
    enum ck_host_class class;
    char *referer; /* NULL: none */
    char referer_host[CK_HOST_MAX];
    char *user_agent;
    struct ck_cookies cookies; /* to be sent */
    char *answer;              /* further ones for the site, NULL: none */
    void *body;                /* to be posted, NULL: a GET */
    size_t body_len;
    int64_t max_bytes;
    struct ck_transfer_calls calls;
    bool page;

    struct ck_response response; /* as the caller sees it */
    struct ck_error error;       /* why we ended it ourselves */
    char curl_error[CURL_ERROR_SIZE];
    bool started;        /* an answer was announced */
    bool pieces_useless; /* one came that did not fit: only the whole is asked for */
    int redirects;
    unsigned connects; /* tried again before any answer */

    struct ck_piece piece; /* what the caller has */
    struct ck_error broke; /* why the last hop broke off */
    struct ck_patience patience;
    struct ck_endurance endurance;
    int64_t due_ms; /* the next hop does not begin before; its reason is `broke` */

    /* This hop. */
    int64_t sent_ms;
    int64_t asked_from; /* Range, 0: none */
    int64_t dropped;    /* bytes of a body that nobody gets */
    enum ck_answer_use use;
    bool through_proxy;
    bool answered;      /* its header lines are complete */
    bool local_address; /* the name led to an address the guard refuses */
};

/* Makes a transfer of a request. Free with ck_transfer_free(). Errors: url-refused,
 * no-memory. */
CK_NODISCARD bool ck_transfer_make(const struct ck_request *request,
                                   const struct ck_transfer_calls *calls,
                                   struct ck_transfer **ret, struct ck_error *err);
void ck_transfer_free(struct ck_transfer *transfer);
/* Sets all options of `easy` for the next hop. Errors: no-memory. */
CK_NODISCARD bool ck_transfer_prepare(struct ck_transfer *transfer, CURL *easy,
                                      struct ck_error *err);
/* libcurl's callbacks for header lines and bytes, with the transfer as their ctx. */
size_t ck_transfer_on_header(char *bytes, size_t size, size_t count, void *ctx);
size_t ck_transfer_on_data(char *bytes, size_t size, size_t count, void *ctx);
/* What becomes of a transfer whose hop is over, its handle still being there. True: this
 * was its end, a bad one when `err` has a code. False: another hop follows when its turn
 * comes. */
bool ck_transfer_ends(struct ck_transfer *transfer, CURLcode code, struct ck_error *err);

#endif
