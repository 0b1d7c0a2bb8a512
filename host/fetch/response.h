/* response.h - reads the header lines of an answer. Used inside fetch/ only. */
#ifndef CK_FETCH_RESPONSE_H
#define CK_FETCH_RESPONSE_H

#include "fetch/client.h"

#include <curl/curl.h>

/* Fills status, url, content_type, content_length and retry_after_s of the answer whose
 * header lines `easy` has just received. `cookies` stay as they are. */
void ck_response_read(CURL *easy, const char *url, struct ck_response *ret);
/* Takes over the two cookies we know from the answer's Set-Cookie lines. */
void ck_response_cookies(CURL *easy, struct ck_cookies *cookies);
/* True when the body is compressed or otherwise encoded. */
bool ck_response_encoded(CURL *easy);
/* True for a redirect that names a place: 301, 302, 303, 307, 308 with Location. */
bool ck_response_redirects(CURL *easy);

/* Takes over NAME=VALUE of one Set-Cookie line when it is one of the two and valid. */
void ck_cookies_take(struct ck_cookies *cookies, const char *line);

#endif
