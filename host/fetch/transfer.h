/* transfer.h - one GET: a hop, or several when it is redirected, each on a fresh set of
 * options. Knows libcurl's easy interface; client.c knows the multi interface and calls
 * these. Used inside fetch/ only. */
#ifndef CK_FETCH_TRANSFER_H
#define CK_FETCH_TRANSFER_H

#include "fetch/client.h"
#include "fetch/guard.h"
#include "fetch/pace.h"
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
    CK_ANSWER_REPEAT, /* asked again later; its body is dropped */
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
    bool page;
    int64_t max_bytes;
    struct ck_transfer_calls calls;

    struct ck_response response;
    struct ck_error error; /* why we ended it ourselves */
    char curl_error[CURL_ERROR_SIZE];
    int64_t received;
    int redirects;
    int64_t sent_ms; /* when this hop's request went out */
    struct ck_patience patience;
    enum ck_answer_use use;
    bool through_proxy;
    bool answered;      /* this hop's header lines are complete */
    bool started;       /* the final answer was announced */
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
/* What became of the hop: true when all is well, also for an answer that is dropped. */
CK_NODISCARD bool ck_transfer_result(struct ck_transfer *transfer, CURLcode code,
                                     struct ck_error *err);
/* Turns a redirected transfer to its next place. Errors: url-refused, http-status,
 * no-memory. */
CK_NODISCARD bool ck_transfer_follow(struct ck_transfer *transfer, struct ck_error *err);

#endif
