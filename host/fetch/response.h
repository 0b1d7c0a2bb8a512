/* response.h - reads the header lines of an answer. Used inside fetch/ only. */
#ifndef CK_FETCH_RESPONSE_H
#define CK_FETCH_RESPONSE_H

#include "fetch/client.h"
#include "fetch/range.h"

#include <curl/curl.h>

/* Fills all but `cookies` from the answer whose header lines `easy` has just received;
 * `from` becomes 0. */
void ck_response_read(CURL *easy, const char *url, struct ck_response *ret);
/* Takes over the two cookies we know from the answer's Set-Cookie lines. */
void ck_response_cookies(CURL *easy, struct ck_cookies *cookies);
/* Fills the header lines of `ret`, borrowed from `easy`, and `encoded`. */
void ck_response_piece(CURL *easy, struct ck_piece_answer *ret);
/* The answer's Content-Range; false without a readable one. */
bool ck_response_range(CURL *easy, struct ck_content_range *ret);
/* True when the body is compressed or otherwise encoded. */
bool ck_response_encoded(CURL *easy);
/* True for a redirect that names a place: 301, 302, 303, 307, 308 with Location. */
bool ck_response_redirects(CURL *easy);

/* Takes over NAME=VALUE of one Set-Cookie line when it is one of the two and valid. */
void ck_cookies_take(struct ck_cookies *cookies, const char *line);

#endif
