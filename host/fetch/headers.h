/* headers.h - what a request says of itself: the header lines, the Cookie and the Referer
 * for one host. Pure. Used inside fetch/ only. Source: tiktok.md §4 and §5.4. */
#ifndef CK_FETCH_HEADERS_H
#define CK_FETCH_HEADERS_H

#include "fetch/client.h"
#include "fetch/guard.h"

#include <curl/curl.h>

/* The lines of a browser's navigation that agree with the User-Agent: client hints only
 * for Chrome and Edge, whose hints follow from it. `from_page`: a Referer is sent. Free
 * with curl_slist_free_all(). Errors: no-memory. */
CK_NODISCARD bool ck_headers_page(const char *user_agent, bool from_page,
                                  struct curl_slist **ret, struct ck_error *err);
/* The lines for media: no Sec-Fetch, no Origin; If-Range with `validator` unless that is
 * NULL. Errors: no-memory. */
CK_NODISCARD bool ck_headers_media(const char *validator, struct curl_slist **ret,
                                   struct ck_error *err);
/* The lines for a request for a timestamp (RFC 3161 §3.4). Errors: no-memory. */
CK_NODISCARD bool ck_headers_stamp(struct curl_slist **ret, struct ck_error *err);
/* Accept-Encoding for pages: what this libcurl can undo, in browsers' order. "" for
 * nothing. */
void ck_headers_encodings(char *ret, size_t size);

#define CK_COOKIE_LINE_MAX 9000
/* The Cookie for `url`, whose host is of class `class`: both cookies for the site, for
 * media the token only where the link's query says tk=tt_chain_token. `answer` (NULL:
 * none) follows them for the site. "" for none. */
void ck_headers_cookie(const struct ck_cookies *cookies, const char *answer,
                       enum ck_host_class class, const char *url,
                       char ret[CK_COOKIE_LINE_MAX]);
/* True for printable ASCII that fits a Cookie line with the others. */
bool ck_answer_valid(const char *answer);
/* The Referer for `host`: whole for the same host, else "https://HOST/" of it. The page's
 * host is `referer_host`. */
void ck_headers_referer(const char *referer, const char *referer_host, const char *host,
                        char ret[CK_URL_MAX]);
/* True for printable ASCII of a sensible length. */
bool ck_user_agent_valid(const char *user_agent);

#endif
